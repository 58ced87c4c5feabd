use domain::{
    Result,
    clock::Timestamp,
    device::{Connection, Fact, Facts, FactsInput},
    id::DeviceId,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::{
    conn::Conn,
    dialect::delete_some,
    entity::device_facts::{ActiveModel, Column, Entity, Model},
    error::{OrStoreError, inconsistent},
};

pub(super) async fn find(db: &Conn, id: DeviceId) -> Result<Option<Facts>> {
    Entity::find_by_id(id.as_uuid()).one(db).await.or_store_error()?.map(to_facts).transpose()
}

pub(super) async fn put(db: &Conn, id: DeviceId, facts: Option<&Facts>) -> Result<()> {
    Entity::delete_by_id(id.as_uuid()).exec(db).await.or_store_error()?;
    if let Some(facts) = facts {
        Entity::insert(to_row(id, facts)).exec_without_returning(db).await.or_store_error()?;
    }
    Ok(())
}

pub(super) async fn remove_older(db: &Conn, before: Timestamp, limit: u64) -> Result<u64> {
    let due = Entity::find().select_only().column(Column::DeviceId).filter(Column::ConfirmedAt.lt(before));
    delete_some(db, due, Column::DeviceId, limit).await
}

fn to_row(id: DeviceId, facts: &Facts) -> ActiveModel {
    let Facts {
        told: FactsInput { os, computer, driver, firmware, host_software, connection },
        confirmed_at,
    } = facts;
    let text = |fact: &Option<Fact>| fact.as_ref().map(|fact| fact.as_str().to_owned());
    ActiveModel {
        device_id: Set(id.as_uuid()),
        os: Set(text(os)),
        computer: Set(text(computer)),
        driver: Set(text(driver)),
        firmware: Set(text(firmware)),
        host_software: Set(text(host_software)),
        connection: Set(connection.map(|connection| connection.name().to_owned())),
        confirmed_at: Set(*confirmed_at),
    }
}

fn to_facts(row: Model) -> Result<Facts> {
    let Model { device_id, os, computer, driver, firmware, host_software, connection, confirmed_at } = row;
    let unreadable = || inconsistent("device_facts", "connection", device_id);
    let connection =
        connection.map(|name| Connection::from_name(&name).ok_or_else(unreadable)).transpose()?;
    let told = FactsInput {
        os: os.map(Fact::from_stored),
        computer: computer.map(Fact::from_stored),
        driver: driver.map(Fact::from_stored),
        firmware: firmware.map(Fact::from_stored),
        host_software: host_software.map(Fact::from_stored),
        connection,
    };
    Ok(Facts { told, confirmed_at })
}
