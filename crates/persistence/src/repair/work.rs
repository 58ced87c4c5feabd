use async_trait::async_trait;
use domain::{
    Result,
    device::Serial,
    id::{AccountId, RepairId},
    repair::{CaseText, PartNumber, PartUse, RepairWorkRepo, WorkEntry, WorkKind},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    conn::Conn,
    entity::repair_work::{ActiveModel, Column, Entity, Model},
    error::{OrStoreError, inconsistent},
};

pub(crate) struct RepairWork<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl RepairWorkRepo for RepairWork<'_> {
    async fn work(&mut self, repair: RepairId) -> Result<Vec<WorkEntry>> {
        let select = Entity::find().filter(Column::RepairId.eq(repair.as_uuid())).order_by_asc(Column::Seq);
        select.all(self.db).await.or_store_error()?.into_iter().map(to_entry).collect()
    }
}

pub(super) async fn log_work(db: &Conn, repair: RepairId, entry: &WorkEntry) -> Result<()> {
    let WorkEntry { seq: _, kind, text, minutes, expected_on, used, by, at } = entry;
    let last = Entity::find()
        .select_only()
        .column(Column::Seq)
        .filter(Column::RepairId.eq(repair.as_uuid()))
        .order_by_desc(Column::Seq);
    let last: Option<i32> = last.into_tuple().one(db).await.or_store_error()?;
    let of_part = |text: fn(&PartUse) -> Option<&str>| used.as_ref().and_then(text).map(str::to_owned);
    let row = ActiveModel {
        repair_id: Set(repair.as_uuid()),
        seq: Set(last.unwrap_or_default() + 1),
        kind: Set(kind.name().to_owned()),
        text: Set(text.as_str().to_owned()),
        minutes: Set(*minutes),
        expected_on: Set(*expected_on),
        quantity: Set(used.as_ref().map(|used| used.quantity)),
        part_number: Set(of_part(|used| used.number.as_ref().map(PartNumber::as_str))),
        serial_in: Set(of_part(|used| used.serial_in.as_ref().map(Serial::as_str))),
        serial_out: Set(of_part(|used| used.serial_out.as_ref().map(Serial::as_str))),
        done_by: Set(by.map(AccountId::as_uuid)),
        at: Set(*at),
    };
    Entity::insert(row).exec_without_returning(db).await.or_store_error()?;
    Ok(())
}

fn to_entry(row: Model) -> Result<WorkEntry> {
    let Model { repair_id, seq, kind, text, minutes, expected_on, done_by, at, .. } = row;
    let used = row.quantity.map(|quantity| PartUse {
        quantity,
        number: row.part_number.map(PartNumber::from_stored),
        serial_in: row.serial_in.map(Serial::from_stored),
        serial_out: row.serial_out.map(Serial::from_stored),
    });
    Ok(WorkEntry {
        seq,
        kind: WorkKind::from_name(&kind).ok_or_else(|| inconsistent("repair_work", "kind", repair_id))?,
        text: CaseText::from_stored(text),
        minutes,
        expected_on,
        used,
        by: done_by.map(AccountId::from_uuid),
        at,
    })
}
