//! Jobs as people who run the desk see them: ids, states and codes, never a value.

use async_trait::async_trait;

use crate::{
    Ctx,
    audit::{self, ActKind},
    clock::Timestamp,
    error::{Conflict, Error, Result},
    id::JobId,
    identity::Permission,
    page::{Page, PageRequest},
    store::Tx,
};

/// Why a mail is held back after a restore: it may have been sent before.
pub const HELD_AFTER_RESTORE: &str = "held_after_restore";

/// A stored job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRecord {
    /// Stable id; sorts by creation.
    pub id: JobId,
    /// The stored name of the work.
    pub kind: String,
    /// Where it stands.
    pub state: JobState,
    /// How often it has been tried.
    pub attempts: i32,
    /// When it is due; of a running job, when its lease ends.
    pub run_at: Timestamp,
    /// When it was set aside.
    pub dead_at: Option<Timestamp>,
    /// Why the last attempt failed: a code.
    pub reason: Option<String>,
}

impl JobRecord {
    /// When it was queued: its id says so.
    pub fn queued_at(&self) -> Timestamp {
        queued_at(self.id).unwrap_or(self.run_at)
    }
}

/// The instant in an id (UUID version 7).
pub fn queued_at(id: JobId) -> Option<Timestamp> {
    let (seconds, nanos) = id.as_uuid().get_timestamp()?.to_unix();
    Timestamp::from_timestamp(i64::try_from(seconds).ok()?, nanos)
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// For its time.
    Waiting,
    /// A worker has it.
    Running,
    /// Set aside; nobody tries it again unless told to.
    Dead,
}

impl JobState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Running, Self::Dead];

    /// The published name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Dead => "dead",
        }
    }
}

/// Which jobs to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobFilter {
    /// Only those in this state.
    pub state: Option<JobState>,
    /// Only this kind.
    pub kind: Option<String>,
}

/// What waits, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Queue {
    /// Waiting or running.
    pub pending: u64,
    /// Set aside.
    pub dead: u64,
    /// When the job that has been due for longest became due; `None` if none is due.
    pub oldest_due: Option<Timestamp>,
    /// Mails among the pending.
    pub mails: u64,
    /// When the oldest of them was ordered.
    pub oldest_mail: Option<Timestamp>,
    /// Mails that a restore holds back.
    pub held_mails: u64,
}

/// A process that works on jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerRecord {
    /// Made up at its start.
    pub id: uuid::Uuid,
    /// Its version.
    pub version: String,
    /// When it began.
    pub started_at: Timestamp,
    /// When it last said that it works.
    pub seen_at: Timestamp,
}

/// Jobs and workers in the store, to be looked at.
#[async_trait]
pub trait JobRecordRepo: Send {
    /// One page, oldest first.
    async fn list(&mut self, filter: &JobFilter, page: &PageRequest<JobId>)
    -> Result<Page<JobRecord, JobId>>;
    /// One job.
    async fn find(&mut self, id: JobId) -> Result<Option<JobRecord>>;
    /// Makes a job that nobody runs due at `now`, with all attempts before it; false if somebody runs it.
    async fn revive(&mut self, id: JobId, now: Timestamp) -> Result<bool>;
    /// What waits, in numbers.
    async fn queue(&mut self, now: Timestamp) -> Result<Queue>;
    /// A worker says that it works.
    async fn report_worker(&mut self, worker: &WorkerRecord) -> Result<()>;
    /// Workers that were seen last, newest first, at most `limit`.
    async fn workers(&mut self, limit: u64) -> Result<Vec<WorkerRecord>>;
    /// Forgets workers that were not seen since; returns how many.
    async fn remove_workers(&mut self, before: Timestamp, limit: u64) -> Result<u64>;
}

/// One page of jobs.
pub async fn list_jobs(
    tx: &mut dyn Tx,
    cx: &Ctx,
    filter: &JobFilter,
    page: &PageRequest<JobId>,
) -> Result<Page<JobRecord, JobId>> {
    cx.actor().require(Permission::SystemManage)?;
    tx.job_records().list(filter, page).await
}

/// One job.
pub async fn find_job(tx: &mut dyn Tx, cx: &Ctx, id: JobId) -> Result<JobRecord> {
    cx.actor().require(Permission::SystemManage)?;
    let found = tx.job_records().find(id).await?;
    found.ok_or(Error::NotFound("job"))
}

/// Has a job tried again now, however often it has failed.
pub async fn retry_job(tx: &mut dyn Tx, cx: &Ctx, id: JobId) -> Result<JobRecord> {
    let job = find_job(tx, cx, id).await?;
    if job.state == JobState::Running || !tx.job_records().revive(id, cx.now()).await? {
        return Err(Conflict::JobRunning.into());
    }
    audit::record(tx, cx, ActKind::JobRetried.on(id)).await?;
    find_job(tx, cx, id).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_when_it_was_made() {
        let made = Timestamp::from_timestamp_millis(1_795_331_200_123).unwrap();
        let bits = (1_795_331_200_123_u128 << 80) | (0x7 << 76) | (0b10 << 62);
        assert_eq!(queued_at(JobId::from_uuid(uuid::Uuid::from_u128(bits))), Some(made));
        assert_eq!(queued_at(JobId::from_uuid(uuid::Uuid::from_u128(1))), None);
    }
}
