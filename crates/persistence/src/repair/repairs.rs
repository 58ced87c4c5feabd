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
    list::{self, visible_to},
    row::{to_case, to_row},
};
use crate::{
    conn::Conn,
    dialect::lock_if_writing,
    entity::{
        repair_case::{Column, Entity},
        repair_decision, repair_exchange, repair_history, repair_intake, repair_notice, repair_quote,
        repair_quote_line, repair_shipment, repair_work,
    },
    error::{OrStoreError, is_taken, store_error},
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
        let done = Entity::update_many()
            .set(to_row(case))
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

    async fn forget_ended(&mut self, before: Timestamp, limit: u64) -> Result<u64> {
        let due = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::EndedAt.lt(before))
            .filter(Column::RequesterId.is_not_null())
            .order_by_asc(Column::EndedAt)
            .limit(limit);
        let ids: Vec<Uuid> = due.into_tuple().all(self.db).await.or_store_error()?;
        if ids.is_empty() {
            return Ok(0);
        }
        self.forget_records(&ids).await?;
        let nobody = || Expr::value(None::<Uuid>);
        let nothing = || Expr::value(None::<String>);
        let done = Entity::update_many()
            .col_expr(Column::RequesterId, nobody())
            .col_expr(Column::TicketId, nobody())
            .col_expr(Column::DeviceId, nobody())
            .col_expr(Column::AssigneeId, nobody())
            .col_expr(Column::DisposalConfirmedBy, nobody())
            .col_expr(Column::Symptom, nothing())
            .col_expr(Column::NoSerialReason, nothing())
            .col_expr(Column::CoverageReason, nothing())
            .col_expr(Column::ReplacementSerial, nothing())
            .col_expr(Column::HoldReason, nothing())
            .col_expr(Column::LegalHoldReason, nothing())
            .col_expr(Column::ShipCity, nothing())
            .col_expr(Column::ShipPostcode, nothing())
            .filter(Column::Id.is_in(ids))
            .exec(self.db)
            .await
            .or_store_error()?;
        Ok(done.rows_affected)
    }
}

impl Repairs<'_> {
    /// Of what was written about these cases, only what happened when stays.
    async fn forget_records(&self, cases: &[Uuid]) -> Result<()> {
        let ids = cases.iter().copied();
        repair_history::Entity::update_many()
            .col_expr(repair_history::Column::ActorId, Expr::value(None::<Uuid>))
            .col_expr(repair_history::Column::Reason, Expr::value(None::<String>))
            .col_expr(repair_history::Column::Note, Expr::value(None::<String>))
            .filter(repair_history::Column::RepairId.is_in(ids.clone()))
            .exec(self.db)
            .await
            .or_store_error()?;
        let quotes = repair_quote::Entity::update_many()
            .col_expr(repair_quote::Column::IssuedBy, Expr::value(None::<Uuid>))
            .col_expr(repair_quote::Column::DecidedBy, Expr::value(None::<Uuid>))
            .col_expr(repair_quote::Column::ProofMessageId, Expr::value(None::<Uuid>))
            .col_expr(repair_quote::Column::FinalBy, Expr::value(None::<Uuid>))
            .filter(repair_quote::Column::RepairId.is_in(ids.clone()));
        quotes.exec(self.db).await.or_store_error()?;
        let lines = repair_quote_line::Entity::update_many()
            .col_expr(repair_quote_line::Column::Text, Expr::value(""))
            .filter(repair_quote_line::Column::RepairId.is_in(ids.clone()));
        lines.exec(self.db).await.or_store_error()?;
        let parcels = repair_shipment::Entity::update_many()
            .col_expr(repair_shipment::Column::CreatedBy, Expr::value(None::<Uuid>))
            .filter(repair_shipment::Column::RepairId.is_in(ids.clone()));
        parcels.exec(self.db).await.or_store_error()?;
        let intake =
            repair_intake::Entity::delete_many().filter(repair_intake::Column::RepairId.is_in(ids.clone()));
        intake.exec(self.db).await.or_store_error()?;
        let notices =
            repair_notice::Entity::delete_many().filter(repair_notice::Column::RepairId.is_in(ids.clone()));
        notices.exec(self.db).await.or_store_error()?;
        let exchanges = repair_exchange::Entity::delete_many()
            .filter(repair_exchange::Column::RepairId.is_in(ids.clone()));
        exchanges.exec(self.db).await.or_store_error()?;
        let decisions = repair_decision::Entity::delete_many()
            .filter(repair_decision::Column::RepairId.is_in(ids.clone()));
        decisions.exec(self.db).await.or_store_error()?;
        let work = repair_work::Entity::delete_many().filter(repair_work::Column::RepairId.is_in(ids));
        work.exec(self.db).await.or_store_error()?;
        Ok(())
    }
}
