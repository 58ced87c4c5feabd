use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    id::JobId,
    job::{ClaimedJob, JobCount, JobRepo, JobRequest, Lease, ScheduleRepo},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, Query},
};

use crate::{
    conn::Conn,
    dialect::{delete_some, skip_locked},
    entity::{
        job::{ActiveModel, Column, Entity, Model},
        schedule,
    },
    error::OrStoreError,
    waiting::Row,
};

pub(crate) struct Jobs<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl JobRepo for Jobs<'_> {
    async fn enqueue(&mut self, job: JobRequest) -> Result<()> {
        let row = ActiveModel {
            id: Set(job.id.as_uuid()),
            kind: Set(job.work.kind().to_owned()),
            payload: Set(job.work.to_payload()?),
            attempts: Set(0),
            run_at: Set(job.run_at),
            lease_holder: Set(None),
            dead_at: Set(None),
            reason: Set(None),
        };
        self.db.store_later([Row::new(&row)]).or_store_error()
    }

    /// A claimed job is due again when its lease ends: `run_at` is both.
    async fn claim(&mut self, now: Timestamp, lease: Lease, limit: u64) -> Result<Vec<ClaimedJob>> {
        let mut due = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::DeadAt.is_null())
            .filter(Column::RunAt.lte(now))
            .order_by_asc(Column::RunAt)
            .order_by_asc(Column::Id)
            .limit(limit)
            .into_query();
        skip_locked(&mut due, self.db);
        let claim = Query::update()
            .table(Entity)
            .value(Column::RunAt, lease.until)
            .value(Column::LeaseHolder, lease.holder)
            .value(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .and_where(Column::Id.in_subquery(due))
            .returning_all()
            .take();
        let rows = self.db.query_all(&claim).await.or_store_error()?;
        let mut jobs = rows
            .iter()
            .map(|row| Model::from_query_result(row, "").map(|job| to_claimed(job, lease)))
            .collect::<std::result::Result<Vec<_>, _>>()
            .or_store_error()?;
        // Ids sort by creation; RETURNING promises no order.
        jobs.sort_by_key(|job| job.id);
        Ok(jobs)
    }

    async fn finish(&mut self, id: JobId, lease: Lease) -> Result<bool> {
        let delete = Entity::delete_many()
            .filter(Column::Id.eq(id.as_uuid()))
            .filter(Column::LeaseHolder.eq(lease.holder));
        Ok(delete.exec(self.db).await.or_store_error()?.rows_affected == 1)
    }

    async fn retry(&mut self, id: JobId, lease: Lease, run_at: Timestamp, reason: &str) -> Result<()> {
        let give_back = ActiveModel {
            run_at: Set(run_at),
            lease_holder: Set(None),
            reason: Set(Some(reason.to_owned())),
            ..Default::default()
        };
        self.update_leased(id, lease, give_back).await
    }

    async fn bury(&mut self, id: JobId, lease: Lease, at: Timestamp, reason: &str) -> Result<()> {
        let set_aside = ActiveModel {
            dead_at: Set(Some(at)),
            lease_holder: Set(None),
            reason: Set(Some(reason.to_owned())),
            ..Default::default()
        };
        self.update_leased(id, lease, set_aside).await
    }

    async fn count(&mut self) -> Result<JobCount> {
        let pending =
            Entity::find().filter(Column::DeadAt.is_null()).count(self.db).await.or_store_error()?;
        let dead =
            Entity::find().filter(Column::DeadAt.is_not_null()).count(self.db).await.or_store_error()?;
        Ok(JobCount { pending, dead })
    }

    async fn next_due(&mut self) -> Result<Option<Timestamp>> {
        let next = Entity::find().filter(Column::DeadAt.is_null()).order_by_asc(Column::RunAt);
        Ok(next.one(self.db).await.or_store_error()?.map(|job| job.run_at))
    }

    async fn remove_dead(&mut self, before: Timestamp, limit: u64) -> Result<u64> {
        let due = Entity::find().select_only().column(Column::Id).filter(Column::DeadAt.lt(before));
        delete_some(self.db, due, Column::Id, limit).await
    }
}

impl Jobs<'_> {
    async fn update_leased(&self, id: JobId, lease: Lease, change: ActiveModel) -> Result<()> {
        Entity::update_many()
            .set(change)
            .filter(Column::Id.eq(id.as_uuid()))
            .filter(Column::LeaseHolder.eq(lease.holder))
            .exec(self.db)
            .await
            .or_store_error()?;
        Ok(())
    }
}

fn to_claimed(row: Model, lease: Lease) -> ClaimedJob {
    ClaimedJob {
        id: JobId::from_uuid(row.id),
        payload: row.payload,
        kind: row.kind,
        attempt: row.attempts,
        lease,
    }
}

pub(crate) struct Schedule<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl ScheduleRepo for Schedule<'_> {
    async fn take_turn(&mut self, name: &str, now: Timestamp, next: Timestamp) -> Result<bool> {
        use schedule::{ActiveModel, Column, Entity};
        let done = Entity::update_many()
            .col_expr(Column::NextAt, Expr::value(next))
            .filter(Column::Name.eq(name))
            .filter(Column::NextAt.lte(now))
            .exec(self.db)
            .await
            .or_store_error()?;
        if done.rows_affected == 1 {
            return Ok(true);
        }
        // The first time, the entry is only written down.
        let row = ActiveModel { name: Set(name.to_owned()), next_at: Set(next) };
        let insert = Entity::insert(row).on_conflict_do_nothing();
        insert.exec_without_returning(self.db).await.or_store_error()?;
        Ok(false)
    }
}
