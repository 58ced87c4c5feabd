use std::collections::HashSet;

use async_trait::async_trait;
use domain::{
    Error, Result,
    clock::Timestamp,
    error::Conflict,
    id::{DeviceId, RepairId, TicketId},
    page::{Page, PageRequest},
    repair::{Repair, RepairFilter, RepairRepo, RmaNumber, Viewer},
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{
    forget,
    list::{self, visible_to},
    row::{to_case, to_row},
};
use crate::{
    conn::Conn,
    dialect::lock_if_writing,
    entity::repair_case::{Column, Entity},
    error::{OrStoreError, is_taken, store_error},
    update::update,
};

pub(crate) struct Repairs<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl RepairRepo for Repairs<'_> {
    async fn add(&mut self, case: &Repair) -> Result<()> {
        let added = Entity::insert(to_row(case)).exec_without_returning(self.db).await;
        added.map(drop).map_err(|error| {
            if is_taken(&error, "repair_case", "device_id") {
                Conflict::DeviceInRepair.into()
            } else {
                store_error(&error)
            }
        })
    }

    async fn find_visible(&mut self, viewer: Viewer, id: RepairId) -> Result<Option<Repair>> {
        let select = Entity::find_by_id(id.as_uuid()).filter(visible_to(viewer));
        let row = lock_if_writing(select, self.db).one(self.db).await.or_store_error()?;
        row.map(to_case).transpose()
    }

    async fn find_by_number(&mut self, viewer: Viewer, number: &RmaNumber) -> Result<Option<Repair>> {
        let select = Entity::find().filter(Column::RmaNumber.eq(number.as_str())).filter(visible_to(viewer));
        select.one(self.db).await.or_store_error()?.map(to_case).transpose()
    }

    async fn update(&mut self, case: &Repair) -> Result<()> {
        let done = update(to_row(case))
            .filter(Column::Id.eq(case.id.as_uuid()))
            .exec(self.db)
            .await
            .or_store_error()?;
        // Whoever updates has locked the row.
        if done.rows_affected == 1 { Ok(()) } else { Err(Error::internal("a repair went under a lock")) }
    }

    async fn list(
        &mut self,
        viewer: Viewer,
        filter: &RepairFilter,
        page: &PageRequest<RepairId>,
    ) -> Result<Page<Repair, RepairId>> {
        list::list(self.db, viewer, filter, page).await
    }

    async fn due(
        &mut self,
        now: Timestamp,
        after: Option<(Timestamp, RepairId)>,
        limit: u64,
    ) -> Result<Vec<(Timestamp, RepairId)>> {
        let select = Entity::find()
            .select_only()
            .columns([Column::DueAt, Column::Id])
            .filter(Column::DueAt.lte(now))
            .filter(Column::StuckUntil.is_null().or(Column::StuckUntil.lte(now)))
            .apply_if(after, |select, (at, id)| {
                let same = Column::DueAt.eq(at).and(Column::Id.gt(id.as_uuid()));
                select.filter(Column::DueAt.gte(at)).filter(Column::DueAt.gt(at).or(same))
            })
            .order_by_asc(Column::DueAt)
            .order_by_asc(Column::Id)
            .limit(limit);
        let due: Vec<(Timestamp, Uuid)> = select.into_tuple().all(self.db).await.or_store_error()?;
        Ok(due.into_iter().map(|(at, id)| (at, RepairId::from_uuid(id))).collect())
    }

    async fn set_stuck(&mut self, id: RepairId, until: Timestamp) -> Result<()> {
        let update = Entity::update_many()
            .col_expr(Column::StuckUntil, Expr::value(until))
            .filter(Column::Id.eq(id.as_uuid()));
        update.exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn has_open_follow_up(&mut self, id: RepairId) -> Result<bool> {
        let select = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::FollowUpOf.eq(id.as_uuid()))
            .filter(Column::EndedAt.is_null());
        Ok(select.into_tuple::<Uuid>().one(self.db).await.or_store_error()?.is_some())
    }

    async fn is_in_open_case(&mut self, device: DeviceId) -> Result<bool> {
        let select = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::DeviceId.eq(device.as_uuid()))
            .filter(Column::EndedAt.is_null());
        Ok(select.into_tuple::<Uuid>().one(self.db).await.or_store_error()?.is_some())
    }

    async fn open_in(&mut self, tickets: &[TicketId]) -> Result<HashSet<TicketId>> {
        let select = Entity::find()
            .select_only()
            .column(Column::TicketId)
            .filter(Column::TicketId.is_in(tickets.iter().map(|ticket| ticket.as_uuid())))
            .filter(Column::EndedAt.is_null());
        let found: Vec<Uuid> = select.into_tuple().all(self.db).await.or_store_error()?;
        Ok(found.into_iter().map(TicketId::from_uuid).collect())
    }

    async fn forget_ended(&mut self, before: Timestamp, limit: u64) -> Result<Vec<RepairId>> {
        let due = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::EndedAt.lt(before))
            .filter(Column::RequesterId.is_not_null())
            .order_by_asc(Column::EndedAt)
            .limit(limit);
        let ids: Vec<Uuid> = due.into_tuple().all(self.db).await.or_store_error()?;
        if !ids.is_empty() {
            forget::cases(self.db, &ids, &[]).await?;
        }
        Ok(ids.into_iter().map(RepairId::from_uuid).collect())
    }
}
