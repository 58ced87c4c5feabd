use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    id::{AccountId, RepairId},
    repair::{
        Carrier, CaseText, Direction, NewShipment, RepairShipmentRepo, Shipment, TrackingNumber, WorkEntry,
        WorkKind,
    },
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::Expr,
};

use crate::{
    conn::Conn,
    entity::{
        repair_case,
        repair_shipment::{ActiveModel, Column, Entity, Model},
        repair_work as work,
    },
    error::{OrStoreError, inconsistent},
};

pub(crate) struct RepairShipments<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl RepairShipmentRepo for RepairShipments<'_> {
    async fn add(&mut self, repair: RepairId, shipment: &Shipment) -> Result<()> {
        let Shipment { seq: _, direction, told, at } = shipment;
        let NewShipment { carrier, tracking_number, is_abroad } = told;
        // Who adds holds the case.
        let last = Entity::find()
            .select_only()
            .column(Column::Seq)
            .filter(Column::RepairId.eq(repair.as_uuid()))
            .order_by_desc(Column::Seq);
        let last: Option<i32> = last.into_tuple().one(self.db).await.or_store_error()?;
        let row = ActiveModel {
            repair_id: Set(repair.as_uuid()),
            seq: Set(last.unwrap_or_default() + 1),
            direction: Set(direction.name().to_owned()),
            carrier: Set(carrier.as_ref().map(|carrier| carrier.as_str().to_owned())),
            tracking_number: Set(tracking_number.as_ref().map(|number| number.as_str().to_owned())),
            is_abroad: Set(*is_abroad),
            at: Set(*at),
        };
        Entity::insert(row).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn list(&mut self, repair: RepairId) -> Result<Vec<Shipment>> {
        let select = Entity::find().filter(Column::RepairId.eq(repair.as_uuid())).order_by_asc(Column::Seq);
        select.all(self.db).await.or_store_error()?.into_iter().map(to_shipment).collect()
    }

    async fn work(&mut self, repair: RepairId) -> Result<Vec<WorkEntry>> {
        let select = work::Entity::find()
            .filter(work::Column::RepairId.eq(repair.as_uuid()))
            .order_by_asc(work::Column::Seq);
        select.all(self.db).await.or_store_error()?.into_iter().map(to_entry).collect()
    }

    async fn forget_tracking(&mut self, before: Timestamp, limit: u64) -> Result<u64> {
        let ended = repair_case::Entity::find()
            .select_only()
            .column(repair_case::Column::Id)
            .filter(repair_case::Column::EndedAt.lt(before));
        let due = Entity::find()
            .select_only()
            .column(Column::RepairId)
            .distinct()
            .filter(Column::TrackingNumber.is_not_null())
            .filter(Column::RepairId.in_subquery(ended.into_query()))
            .limit(limit);
        let done = Entity::update_many()
            .col_expr(Column::TrackingNumber, Expr::value(None::<String>))
            .filter(Column::RepairId.in_subquery(due.into_query()))
            .filter(Column::TrackingNumber.is_not_null());
        Ok(done.exec(self.db).await.or_store_error()?.rows_affected)
    }
}

fn to_shipment(row: Model) -> Result<Shipment> {
    let Model { repair_id, seq, direction, carrier, tracking_number, is_abroad, at } = row;
    let direction = Direction::from_name(&direction);
    Ok(Shipment {
        seq,
        direction: direction.ok_or_else(|| inconsistent("repair_shipment", "direction", repair_id))?,
        told: NewShipment {
            carrier: carrier.map(Carrier::from_stored),
            tracking_number: tracking_number.map(TrackingNumber::from_stored),
            is_abroad,
        },
        at,
    })
}

pub(super) async fn log_work(db: &Conn, repair: RepairId, entry: &WorkEntry) -> Result<()> {
    let WorkEntry { seq: _, kind, text, minutes, expected_on, by, at } = entry;
    let last = work::Entity::find()
        .select_only()
        .column(work::Column::Seq)
        .filter(work::Column::RepairId.eq(repair.as_uuid()))
        .order_by_desc(work::Column::Seq);
    let last: Option<i32> = last.into_tuple().one(db).await.or_store_error()?;
    let row = work::ActiveModel {
        repair_id: Set(repair.as_uuid()),
        seq: Set(last.unwrap_or_default() + 1),
        kind: Set(kind.name().to_owned()),
        text: Set(text.as_str().to_owned()),
        minutes: Set(*minutes),
        expected_on: Set(*expected_on),
        done_by: Set(by.map(AccountId::as_uuid)),
        at: Set(*at),
    };
    work::Entity::insert(row).exec_without_returning(db).await.or_store_error()?;
    Ok(())
}

fn to_entry(row: work::Model) -> Result<WorkEntry> {
    let work::Model { repair_id, seq, kind, text, minutes, expected_on, done_by, at } = row;
    Ok(WorkEntry {
        seq,
        kind: WorkKind::from_name(&kind).ok_or_else(|| inconsistent("repair_work", "kind", repair_id))?,
        text: CaseText::from_stored(text),
        minutes,
        expected_on,
        by: done_by.map(AccountId::from_uuid),
        at,
    })
}
