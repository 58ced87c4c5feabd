use std::time::{Duration, Instant};

use domain::{
    Result,
    error::Error,
    id::JobId,
    job::{ClaimedJob, JobRequest, Lease, MAX_ATTEMPTS, Work},
};
use futures_util::{StreamExt, stream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::{
    Worker,
    verdict::{JobFailure, Verdict},
};

/// How many jobs run at once.
const LANES: usize = 4;
/// How many jobs are claimed at once.
const BATCH: usize = 8;
/// How long one attempt may take.
const TIME_LIMIT: Duration = Duration::from_secs(25);
/// How long a claim holds.
const LEASE: Duration = Duration::from_mins(1);

// The last job of a batch must end while its lease holds, or another worker would run it, too.
const _: () = assert!(TIME_LIMIT.as_secs() * (BATCH / LANES) as u64 + 5 <= LEASE.as_secs());

impl Worker {
    /// Runs everything that is due now, in the order in which it became due, until nothing is;
    /// returns how many jobs were run. Never sleeps.
    pub async fn run_due(&self) -> Result<usize, Error> {
        self.run_due_until(&CancellationToken::new()).await
    }

    /// The same, but begins no new batch once `shutdown` is cancelled.
    pub(crate) async fn run_due_until(&self, shutdown: &CancellationToken) -> Result<usize> {
        let mut ran = 0;
        while !shutdown.is_cancelled() {
            let batch = self.claim().await?;
            if batch.is_empty() {
                break;
            }
            ran += batch.len();
            self.run_batch(batch).await?;
        }
        Ok(ran)
    }

    async fn claim(&self) -> Result<Vec<ClaimedJob>> {
        let cx = self.cx();
        let lease = Lease { holder: cx.uuid(), until: cx.now() + LEASE };
        let mut tx = self.parts.store.begin().await?;
        let batch = tx.jobs().claim(cx.now(), lease, BATCH as u64).await?;
        if !batch.is_empty() {
            tx.commit().await?;
        }
        Ok(batch)
    }

    /// Runs the whole batch, also when one of its jobs cannot be settled; then reports the first
    /// such trouble.
    async fn run_batch(&self, batch: Vec<ClaimedJob>) -> Result<()> {
        let settled: Vec<Result<()>> =
            stream::iter(batch).map(|job| self.run_job(job)).buffer_unordered(LANES).collect().await;
        settled.into_iter().collect()
    }

    async fn run_job(&self, job: ClaimedJob) -> Result<()> {
        let started = Instant::now();
        let running = metrics::gauge!("benchdesk_jobs_running");
        running.increment(1);
        let result = match Work::from_payload(&job.payload) {
            Err(_) => Err(JobFailure::Fail("unreadable_payload")),
            // A job that takes its process down with it never gets to be judged.
            Ok(_) if job.attempt > MAX_ATTEMPTS => Err(JobFailure::Fail("attempts_exhausted")),
            Ok(work) => contain(self.clone().perform(job.id, work)).await,
        };
        running.decrement(1);
        let verdict = Verdict::on(job.attempt, result, self.cx().random_bytes::<1>()[0]);
        let held = self.settle(&job, verdict).await?;
        metrics::histogram!("benchdesk_job_seconds", "kind" => job.kind.clone()).record(started.elapsed());
        report(&job, verdict, held);
        Ok(())
    }

    async fn perform(self, id: JobId, work: Work) -> Result<(), JobFailure> {
        match work {
            Work::SendMail(order) => self.send_mail(id, &order).await,
            Work::AdvanceTickets => self.advance_tickets().await,
            Work::AdvanceRepairs => self.advance_repairs().await,
            Work::WakeTickets => self.wake_tickets().await,
            Work::MoveTeamTickets { from, to } => self.move_team_tickets(from, to).await,
            Work::ReleaseMessage { message, by_macro } => self.release_message(message, by_macro).await,
            Work::RenameTag { rename } => self.rename_tag(rename).await,
            Work::RunBulk { bulk } => self.run_bulk(bulk).await,
            Work::RemoveExpired => self.remove_expired().await,
            Work::CatchUpIndex => self.catch_up_index().await,
            Work::RemoveObject { object } => self.remove_object(&object).await,
            Work::RemoveOrphans => self.remove_orphans().await,
            Work::WriteLedger => self.write_ledger().await,
            Work::RotateKeys => self.rotate_keys().await,
            Work::EraseAccounts => self.erase_accounts().await,
        }
    }

    /// Writes the verdict down; false if the lease was lost and another worker has the job.
    async fn settle(&self, job: &ClaimedJob, verdict: Verdict) -> Result<bool> {
        let now = self.parts.clock.now();
        let mut tx = self.parts.store.begin().await?;
        let held = match verdict {
            Verdict::Done => tx.jobs().finish(job.id, job.lease).await?,
            Verdict::Again { after, reason } => {
                tx.jobs().retry(job.id, job.lease, now + after, reason).await?;
                true
            }
            Verdict::Anew { after, .. } => {
                let held = tx.jobs().finish(job.id, job.lease).await?;
                if let (true, Ok(work)) = (held, Work::from_payload(&job.payload)) {
                    let anew = JobRequest { run_at: now + after, ..JobRequest::now(&self.cx(), work) };
                    tx.jobs().enqueue(anew).await?;
                }
                held
            }
            Verdict::Dead { reason } => {
                tx.jobs().bury(job.id, job.lease, now, reason).await?;
                true
            }
        };
        tx.commit().await?;
        Ok(held)
    }
}

/// Runs an attempt so that neither its panic nor its hanging reaches the worker.
async fn contain<F>(attempt: F) -> Result<(), JobFailure>
where
    F: Future<Output = Result<(), JobFailure>> + Send + 'static,
{
    let mut task = JoinSet::new();
    task.spawn(attempt);
    match tokio::time::timeout(TIME_LIMIT, task.join_next()).await {
        Ok(Some(Ok(result))) => result,
        Ok(Some(Err(_)) | None) => Err(JobFailure::Retry("panic")),
        Err(_) => Err(JobFailure::Retry("timeout")),
    }
}

fn report(job: &ClaimedJob, verdict: Verdict, held: bool) {
    let outcome = if held { verdict.outcome() } else { "lease_lost" };
    metrics::counter!("benchdesk_jobs_total", "kind" => job.kind.clone(), "outcome" => outcome).increment(1);
    let (kind, id, attempt, code) = (&job.kind, job.id, job.attempt, verdict.code());
    if verdict == Verdict::Done && held {
        tracing::debug!(kind, job = %id, attempt, outcome, "job run");
    } else {
        tracing::warn!(kind, job = %id, attempt, outcome, code, "job not done");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_a_failure_like_any_other() {
        let outcome = contain(async { panic!("on purpose") }).await;
        assert_eq!(outcome, Err(JobFailure::Retry("panic")));
    }
}
