use async_trait::async_trait;

use super::{ClaimedJob, JobRequest, Lease};
use crate::{clock::Timestamp, error::Result, id::JobId};

/// Jobs in the store.
#[async_trait]
pub trait JobRepo: Send {
    /// Stores a job; it runs after the commit.
    async fn enqueue(&mut self, job: JobRequest) -> Result<()>;
    /// Claims up to `limit` due jobs. No two workers get the same one; a job whose lease has run
    /// out is due again.
    async fn claim(&mut self, now: Timestamp, lease: Lease, limit: u64) -> Result<Vec<ClaimedJob>>;
    /// Removes a finished job; false if the lease was lost.
    async fn finish(&mut self, id: JobId, lease: Lease) -> Result<bool>;
    /// Gives a failed job back, to be tried again at `run_at`. `reason` is a code, never a text
    /// that could hold a value.
    async fn retry(&mut self, id: JobId, lease: Lease, run_at: Timestamp, reason: &str) -> Result<()>;
    /// Sets a job aside that cannot succeed; people look at it.
    async fn bury(&mut self, id: JobId, lease: Lease, at: Timestamp, reason: &str) -> Result<()>;
    /// How many jobs wait or run, and how many are dead.
    async fn count(&mut self) -> Result<JobCount>;
    /// When the next job is due, as far as known.
    async fn next_due(&mut self) -> Result<Option<Timestamp>>;
    /// Removes dead jobs buried before `before`; returns how many.
    async fn remove_dead(&mut self, before: Timestamp, limit: u64) -> Result<u64>;
}

/// How many jobs there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JobCount {
    /// Waiting or running.
    pub pending: u64,
    /// Set aside after the last attempt.
    pub dead: u64,
}

/// Recurring work in the store.
#[async_trait]
pub trait ScheduleRepo: Send {
    /// Takes the turn of `name` if it is due, and sets when it is due next. Of several processes,
    /// one gets it.
    async fn take_turn(&mut self, name: &str, now: Timestamp, next: Timestamp) -> Result<bool>;
}
