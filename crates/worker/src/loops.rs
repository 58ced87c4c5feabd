use std::time::Duration;

use domain::{Error, Result, clock::Timestamp, job::WorkerRecord};
use tokio_util::sync::CancellationToken;

use crate::{Worker, verdict::JobFailure};

/// How often the store is asked for jobs that another process has queued.
const POLL: Duration = Duration::from_secs(1);
/// How often jobs are counted for the gauges.
const COUNT_EVERY: chrono::Duration = chrono::Duration::seconds(10);
/// How often a worker says that it works.
const REPORT_EVERY: chrono::Duration = chrono::Duration::seconds(30);

/// When something was last done that is done every so often.
#[derive(Default)]
struct Habits {
    counted: Option<Timestamp>,
    reported: Option<Timestamp>,
    index_seen_to: bool,
}

/// Whether it is time again.
fn is_due(last: Option<Timestamp>, now: Timestamp, every: chrono::Duration) -> bool {
    last.is_none_or(|at| now - at >= every || now < at)
}

impl Worker {
    /// Works until `shutdown` is cancelled; the batch at hand is finished first. A store that is
    /// away is waited for.
    pub async fn run(&self, shutdown: CancellationToken) {
        let mut failures = 0;
        let mut habits = Habits::default();
        let cx = self.cx();
        let me = WorkerRecord {
            id: cx.uuid(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            started_at: cx.now(),
            seen_at: cx.now(),
        };
        while !shutdown.is_cancelled() {
            let pause = match self.round(&shutdown, &me, &mut habits).await {
                Ok(pause) => {
                    failures = 0;
                    pause
                }
                Err(error) => {
                    failures += 1;
                    let pause = outage_pause(failures);
                    report_outage(error, failures, pause);
                    pause
                }
            };
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// One look at schedule and jobs; returns how long to sleep.
    async fn round(
        &self,
        shutdown: &CancellationToken,
        me: &WorkerRecord,
        habits: &mut Habits,
    ) -> Result<Duration> {
        let now = self.parts.clock.now();
        if is_due(habits.reported, now, REPORT_EVERY) {
            self.report(WorkerRecord { seen_at: now, ..me.clone() }).await?;
            habits.reported = Some(now);
        }
        if !habits.index_seen_to {
            self.order_index().await?;
            habits.index_seen_to = true;
        }
        self.tick().await?;
        if self.until_next().await?.is_some_and(|wait| wait.is_zero()) {
            self.run_due_until(shutdown).await?;
        }
        let now = self.parts.clock.now();
        if is_due(habits.counted, now, COUNT_EVERY) {
            self.count(now).await?;
            habits.counted = Some(now);
        }
        Ok(self.until_next().await?.map_or(POLL, |wait| wait.min(POLL)))
    }

    /// How long until the next job is due; zero if one is.
    async fn until_next(&self) -> Result<Option<Duration>> {
        let mut tx = self.parts.store.read().await?;
        let due = tx.jobs().next_due().await?;
        let now = self.parts.clock.now();
        Ok(due.map(|due| (due - now).to_std().unwrap_or_default()))
    }

    #[expect(clippy::cast_precision_loss, reason = "gauges are floating point; 2^52 jobs are enough")]
    async fn count(&self, now: Timestamp) -> Result<()> {
        let mut tx = self.parts.store.read().await?;
        let queue = tx.job_records().queue(now).await?;
        let age =
            |since: Option<Timestamp>| since.map_or(0, |since| (now - since).num_seconds().max(0)) as f64;
        metrics::gauge!("benchdesk_jobs_pending").set(queue.pending as f64);
        metrics::gauge!("benchdesk_jobs_dead").set(queue.dead as f64);
        metrics::gauge!("benchdesk_job_overdue_age").set(age(queue.oldest_due));
        metrics::gauge!("benchdesk_mail_pending").set(queue.mails as f64);
        metrics::gauge!("benchdesk_mail_oldest_age").set(age(queue.oldest_mail));
        let vault = tx.epochs().figures().await?;
        metrics::gauge!("benchdesk_key_epoch_age").set(age(vault.epoch_began_at));
        metrics::gauge!("benchdesk_addresses").set(vault.addresses as f64);
        metrics::gauge!("benchdesk_key_wraps_waiting").set(vault.waiting_wraps as f64);
        metrics::gauge!("benchdesk_purges_unwritten").set(vault.unwritten as f64);
        metrics::gauge!("benchdesk_purges_pending").set(vault.pending as f64);
        metrics::gauge!("benchdesk_ledger_entries").set(vault.ledger_entries as f64);
        metrics::gauge!("benchdesk_vault_proof_age").set(age(vault.proven_at.or(vault.epoch_began_at)));
        metrics::gauge!("benchdesk_vault_wrong").set(vault.wrong as f64);
        Ok(())
    }

    async fn report(&self, worker: WorkerRecord) -> Result<()> {
        let mut tx = self.parts.store.begin().await?;
        tx.job_records().report_worker(&worker).await?;
        tx.commit().await
    }
}

/// 1 s, doubled with each failure in a row, at most 30 s.
fn outage_pause(failures: u32) -> Duration {
    Duration::from_secs(1_u64 << failures.saturating_sub(1).min(5)).min(Duration::from_secs(30))
}

fn report_outage(error: Error, failures: u32, pause: Duration) {
    let (JobFailure::Retry(code) | JobFailure::Fail(code) | JobFailure::Later(code)) =
        JobFailure::from(error);
    tracing::error!(code, failures, pause_s = pause.as_secs(), "the worker cannot use the store");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_is_waited_out_with_growing_patience() {
        let pauses: Vec<_> = (1..8).map(|failures| outage_pause(failures).as_secs()).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 30, 30]);
    }
}
