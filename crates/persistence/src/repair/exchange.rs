use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    device::Serial,
    id::{AccountId, DeviceId, RepairId},
    repair::{Exchange, RepairExchangeRepo, Swap},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use crate::{
    conn::Conn,
    entity::repair_exchange::{ActiveModel, Column, Entity, Model},
    error::OrStoreError,
};

pub(crate) struct RepairExchanges<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl RepairExchangeRepo for RepairExchanges<'_> {
    async fn add(&mut self, repair: RepairId, exchange: &Exchange) -> Result<()> {
        let Exchange { seq: _, old_serial, new_serial, by, at, swap } = exchange;
        let last = Entity::find()
            .select_only()
            .column(Column::Seq)
            .filter(Column::RepairId.eq(repair.as_uuid()))
            .order_by_desc(Column::Seq);
        let last: Option<i32> = last.into_tuple().one(self.db).await.or_store_error()?;
        let row = ActiveModel {
            repair_id: Set(repair.as_uuid()),
            seq: Set(last.unwrap_or_default() + 1),
            old_serial: Set(old_serial.as_ref().map(|serial| serial.as_str().to_owned())),
            new_serial: Set(new_serial.as_str().to_owned()),
            decided_by: Set(by.map(AccountId::as_uuid)),
            at: Set(*at),
            swapped_at: Set(swap.as_ref().map(|swap| swap.at)),
            unit_id: Set(swap.as_ref().and_then(|swap| swap.unit).map(DeviceId::as_uuid)),
        };
        Entity::insert(row).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn list(&mut self, repair: RepairId) -> Result<Vec<Exchange>> {
        let select = Entity::find().filter(Column::RepairId.eq(repair.as_uuid())).order_by_asc(Column::Seq);
        Ok(select.all(self.db).await.or_store_error()?.into_iter().map(to_exchange).collect())
    }

    async fn swap(&mut self, repair: RepairId, seq: i32, unit: DeviceId, at: Timestamp) -> Result<()> {
        let update = Entity::update_many()
            .col_expr(Column::SwappedAt, Expr::value(at))
            .col_expr(Column::UnitId, Expr::value(unit.as_uuid()))
            .filter(Column::RepairId.eq(repair.as_uuid()))
            .filter(Column::Seq.eq(seq));
        update.exec(self.db).await.or_store_error()?;
        Ok(())
    }
}

fn to_exchange(row: Model) -> Exchange {
    let Model { repair_id: _, seq, old_serial, new_serial, decided_by, at, swapped_at, unit_id } = row;
    Exchange {
        seq,
        old_serial: old_serial.map(Serial::from_stored),
        new_serial: Serial::from_stored(new_serial),
        by: decided_by.map(AccountId::from_uuid),
        at,
        swap: swapped_at.map(|at| Swap { unit: unit_id.map(DeviceId::from_uuid), at }),
    }
}
