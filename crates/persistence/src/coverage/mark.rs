use chrono::NaiveDate;
use domain::{Result, coverage::CoverageKind, device::Device};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    conn::Conn,
    entity::unit_mark::{ActiveModel, Column, Entity},
    error::OrStoreError,
};

pub(super) async fn put(db: &Conn, unit: &Device, kind: CoverageKind, on: NaiveDate) -> Result<()> {
    let earlier = Entity::delete_many().filter(of(unit, kind));
    earlier.exec(db).await.or_store_error()?;
    let row = ActiveModel {
        product_id: Set(unit.product.as_uuid()),
        serial_key: Set(unit.key.as_str().to_owned()),
        kind: Set(kind.name().to_owned()),
        marked_on: Set(on),
    };
    Entity::insert(row).exec_without_returning(db).await.or_store_error()?;
    Ok(())
}

pub(super) async fn find(db: &Conn, unit: &Device, kind: CoverageKind) -> Result<Option<NaiveDate>> {
    let found = Entity::find().filter(of(unit, kind)).one(db).await.or_store_error()?;
    Ok(found.map(|mark| mark.marked_on))
}

pub(super) async fn remove(db: &Conn, before: NaiveDate) -> Result<u64> {
    let old = Entity::delete_many().filter(Column::MarkedOn.lt(before));
    Ok(old.exec(db).await.or_store_error()?.rows_affected)
}

fn of(unit: &Device, kind: CoverageKind) -> sea_orm::Condition {
    sea_orm::Condition::all()
        .add(Column::ProductId.eq(unit.product.as_uuid()))
        .add(Column::SerialKey.eq(unit.key.as_str()))
        .add(Column::Kind.eq(kind.name()))
}
