use domain::{
    Result,
    coverage::{CoverageKind, CoverageRule, CoverageSource, Entry},
    id::{AccountId, DeviceId, RepairId},
    repair::CaseText,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    conn::Conn,
    entity::coverage_entry::{ActiveModel, Column, Entity, Model},
    error::{OrStoreError, inconsistent},
};

pub(super) async fn add(db: &Conn, device: DeviceId, entry: &Entry) -> Result<()> {
    let Entry { seq: _, kind, rule, source, from, until, repair, reason, replaces, recorded_by, at } = entry;
    // Who adds holds the device.
    let last = Entity::find()
        .select_only()
        .column(Column::Seq)
        .filter(Column::DeviceId.eq(device.as_uuid()))
        .order_by_desc(Column::Seq);
    let last: Option<i32> = last.into_tuple().one(db).await.or_store_error()?;
    let row = ActiveModel {
        device_id: Set(device.as_uuid()),
        seq: Set(last.unwrap_or_default() + 1),
        kind: Set(kind.name().to_owned()),
        rule: Set(rule.name().to_owned()),
        source: Set(source.name().to_owned()),
        starts_on: Set(*from),
        ends_on: Set(*until),
        repair_id: Set(repair.map(RepairId::as_uuid)),
        reason: Set(reason.as_ref().map(|reason| reason.as_str().to_owned())),
        replaces: Set(*replaces),
        recorded_by: Set(recorded_by.map(AccountId::as_uuid)),
        at: Set(*at),
    };
    Entity::insert(row).exec_without_returning(db).await.or_store_error()?;
    Ok(())
}

pub(super) async fn of_device(db: &Conn, device: DeviceId) -> Result<Vec<Entry>> {
    let select = Entity::find().filter(Column::DeviceId.eq(device.as_uuid())).order_by_asc(Column::Seq);
    select.all(db).await.or_store_error()?.into_iter().map(to_entry).collect()
}

pub(super) async fn forget(db: &Conn, device: DeviceId) -> Result<()> {
    let of_it = Entity::delete_many().filter(Column::DeviceId.eq(device.as_uuid()));
    of_it.exec(db).await.or_store_error()?;
    Ok(())
}

fn to_entry(row: Model) -> Result<Entry> {
    let Model {
        device_id,
        seq,
        kind,
        rule,
        source,
        starts_on,
        ends_on,
        repair_id,
        reason,
        replaces,
        recorded_by,
        at,
    } = row;
    let unreadable = |column| inconsistent("coverage_entry", column, device_id);
    Ok(Entry {
        seq,
        kind: CoverageKind::from_name(&kind).ok_or_else(|| unreadable("kind"))?,
        rule: CoverageRule::from_name(&rule).ok_or_else(|| unreadable("rule"))?,
        source: CoverageSource::from_name(&source).ok_or_else(|| unreadable("source"))?,
        from: starts_on,
        until: ends_on,
        repair: repair_id.map(RepairId::from_uuid),
        reason: reason.map(CaseText::from_stored),
        replaces,
        recorded_by: recorded_by.map(AccountId::from_uuid),
        at,
    })
}
