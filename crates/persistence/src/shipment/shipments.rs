use async_trait::async_trait;
use domain::{
    Error, Result,
    clock::Timestamp,
    id::{RepairId, ShipmentId},
    shipment::{Shipment, ShipmentRepo, TrackingEvent},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, sea_query::Expr,
};
use uuid::Uuid;

use super::row::{to_event, to_event_row, to_row, to_shipment};
use crate::{
    conn::Conn,
    entity::{
        repair_case,
        repair_shipment::{Column, Entity},
        repair_shipment_event as event,
    },
    error::OrStoreError,
    update::update,
};

pub(crate) struct Shipments<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl ShipmentRepo for Shipments<'_> {
    async fn add(&mut self, mut shipment: Shipment) -> Result<Shipment> {
        // Who adds holds the case.
        let last = Entity::find()
            .select_only()
            .column(Column::Seq)
            .filter(Column::RepairId.eq(shipment.repair.as_uuid()))
            .order_by_desc(Column::Seq);
        let last: Option<i32> = last.into_tuple().one(self.db).await.or_store_error()?;
        shipment.seq = last.unwrap_or_default() + 1;
        Entity::insert(to_row(&shipment)).exec_without_returning(self.db).await.or_store_error()?;
        Ok(shipment)
    }

    async fn find(&mut self, id: ShipmentId) -> Result<Option<Shipment>> {
        let select = Entity::find().filter(Column::Id.eq(id.as_uuid()));
        select.one(self.db).await.or_store_error()?.map(to_shipment).transpose()
    }

    async fn of(&mut self, repair: RepairId) -> Result<Vec<Shipment>> {
        let select = Entity::find().filter(Column::RepairId.eq(repair.as_uuid())).order_by_asc(Column::Seq);
        select.all(self.db).await.or_store_error()?.into_iter().map(to_shipment).collect()
    }

    async fn update(&mut self, shipment: &Shipment) -> Result<()> {
        let done = update(to_row(shipment))
            .filter(Column::Id.eq(shipment.id.as_uuid()))
            .exec(self.db)
            .await
            .or_store_error()?;
        // Whoever updates holds the case.
        if done.rows_affected == 1 { Ok(()) } else { Err(Error::internal("a parcel went under a lock")) }
    }

    async fn add_event(&mut self, shipment: &Shipment, told: &TrackingEvent) -> Result<()> {
        let row = to_event_row(shipment, told);
        event::Entity::insert(row).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn events(&mut self, id: ShipmentId) -> Result<Vec<TrackingEvent>> {
        let select = event::Entity::find()
            .filter(event::Column::ShipmentId.eq(id.as_uuid()))
            .order_by_asc(event::Column::At)
            .order_by_asc(event::Column::EventKey);
        select.all(self.db).await.or_store_error()?.into_iter().map(to_event).collect()
    }

    async fn forget_tracking(&mut self, before: Timestamp, limit: u64) -> Result<u64> {
        let ended = repair_case::Entity::find()
            .select_only()
            .column(repair_case::Column::Id)
            .filter(repair_case::Column::EndedAt.lt(before))
            .into_query();
        let told = event::Entity::find()
            .select_only()
            .column(event::Column::ShipmentId)
            .filter(event::Column::RepairId.in_subquery(ended.clone()))
            .into_query();
        let due = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::RepairId.in_subquery(ended))
            .filter(
                Condition::any().add(Column::TrackingNumber.is_not_null()).add(Column::Id.in_subquery(told)),
            )
            .limit(limit);
        let due: Vec<Uuid> = due.into_tuple().all(self.db).await.or_store_error()?;
        if due.is_empty() {
            return Ok(0);
        }
        let gone = event::Entity::delete_many().filter(event::Column::ShipmentId.is_in(due.clone()));
        gone.exec(self.db).await.or_store_error()?;
        let done = Entity::update_many()
            .col_expr(Column::TrackingNumber, Expr::value(None::<String>))
            .filter(Column::Id.is_in(due));
        Ok(done.exec(self.db).await.or_store_error()?.rows_affected)
    }
}
