use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    id::JobId,
    job::{
        HELD_AFTER_RESTORE, JobFilter, JobRecord, JobRecordRepo, JobState, Queue, WorkerRecord, queued_at,
    },
    page::{Page, PageRequest},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use crate::{
    conn::Conn,
    dialect::delete_some,
    entity::{
        job::{Column, Entity, Model},
        worker,
    },
    error::OrStoreError,
};

const SEND_MAIL: &str = "send_mail";

pub(crate) struct JobRecords<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl JobRecordRepo for JobRecords<'_> {
    async fn list(
        &mut self,
        filter: &JobFilter,
        page: &PageRequest<JobId>,
    ) -> Result<Page<JobRecord, JobId>> {
        let mut select = Entity::find();
        if let Some(state) = filter.state {
            select = in_state(select, state);
        }
        if let Some(kind) = &filter.kind {
            select = select.filter(Column::Kind.eq(kind));
        }
        if let Some(after) = page.after {
            select = select.filter(Column::Id.gt(after.as_uuid()));
        }
        let select = select.order_by_asc(Column::Id).limit(u64::from(page.limit) + 1);
        let rows = select.all(self.db).await.or_store_error()?;
        let jobs = rows.into_iter().map(to_record).collect();
        Ok(Page::from_overfull(jobs, page.limit, |job: &JobRecord| job.id))
    }

    async fn find(&mut self, id: JobId) -> Result<Option<JobRecord>> {
        Ok(Entity::find_by_id(id.as_uuid()).one(self.db).await.or_store_error()?.map(to_record))
    }

    async fn revive(&mut self, id: JobId, now: Timestamp) -> Result<bool> {
        let revived = Entity::update_many()
            .col_expr(Column::RunAt, Expr::value(now))
            .col_expr(Column::Attempts, Expr::value(0))
            .col_expr(Column::DeadAt, Expr::value(None::<Timestamp>))
            .col_expr(Column::Reason, Expr::value(None::<String>))
            .filter(Column::Id.eq(id.as_uuid()))
            .filter(Column::LeaseHolder.is_null())
            .exec(self.db)
            .await
            .or_store_error()?;
        Ok(revived.rows_affected == 1)
    }

    async fn queue(&mut self, now: Timestamp) -> Result<Queue> {
        let alive = || Entity::find().filter(Column::DeadAt.is_null());
        let dead = || Entity::find().filter(Column::DeadAt.is_not_null());
        let mails = || alive().filter(Column::Kind.eq(SEND_MAIL));
        let oldest_due = alive().filter(Column::RunAt.lte(now)).order_by_asc(Column::RunAt);
        let oldest_due = oldest_due.select_only().column(Column::RunAt).into_tuple::<Timestamp>();
        let oldest_mail = mails().order_by_asc(Column::Id).select_only().column(Column::Id);
        let oldest_mail = oldest_mail.into_tuple::<Uuid>().one(self.db).await.or_store_error()?;
        Ok(Queue {
            pending: alive().count(self.db).await.or_store_error()?,
            dead: dead().count(self.db).await.or_store_error()?,
            oldest_due: oldest_due.one(self.db).await.or_store_error()?,
            mails: mails().count(self.db).await.or_store_error()?,
            oldest_mail: oldest_mail.and_then(|id| queued_at(JobId::from_uuid(id))),
            held_mails: dead()
                .filter(Column::Reason.eq(HELD_AFTER_RESTORE))
                .count(self.db)
                .await
                .or_store_error()?,
        })
    }

    async fn report_worker(&mut self, worker: &WorkerRecord) -> Result<()> {
        let WorkerRecord { id, version, started_at, seen_at } = worker;
        let row = worker::ActiveModel {
            id: Set(*id),
            version: Set(version.clone()),
            started_at: Set(*started_at),
            seen_at: Set(*seen_at),
        };
        let seen_again =
            OnConflict::column(worker::Column::Id).update_column(worker::Column::SeenAt).to_owned();
        let insert = worker::Entity::insert(row).on_conflict(seen_again);
        insert.exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn workers(&mut self, limit: u64) -> Result<Vec<WorkerRecord>> {
        let newest = worker::Entity::find().order_by_desc(worker::Column::SeenAt).limit(limit);
        let rows = newest.all(self.db).await.or_store_error()?;
        Ok(rows.into_iter().map(to_worker).collect())
    }

    async fn remove_workers(&mut self, before: Timestamp, limit: u64) -> Result<u64> {
        use worker::{Column, Entity};
        let gone = Entity::find().select_only().column(Column::Id).filter(Column::SeenAt.lt(before));
        delete_some(self.db, gone, Column::Id, limit).await
    }
}

fn in_state(select: Select<Entity>, state: JobState) -> Select<Entity> {
    match state {
        JobState::Waiting => select.filter(Column::DeadAt.is_null()).filter(Column::LeaseHolder.is_null()),
        JobState::Running => {
            select.filter(Column::DeadAt.is_null()).filter(Column::LeaseHolder.is_not_null())
        }
        JobState::Dead => select.filter(Column::DeadAt.is_not_null()),
    }
}

fn to_record(row: Model) -> JobRecord {
    let Model { id, kind, payload: _, attempts, run_at, lease_holder, dead_at, reason } = row;
    let state = match (dead_at, lease_holder) {
        (Some(_), _) => JobState::Dead,
        (None, Some(_)) => JobState::Running,
        (None, None) => JobState::Waiting,
    };
    JobRecord { id: JobId::from_uuid(id), kind, state, attempts, run_at, dead_at, reason }
}

fn to_worker(row: worker::Model) -> WorkerRecord {
    let worker::Model { id, version, started_at, seen_at } = row;
    WorkerRecord { id, version, started_at, seen_at }
}
