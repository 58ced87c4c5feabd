use domain::{
    Result,
    bulk::{self, Step},
    id::BulkId,
    job::{JobRequest, Work},
};

use crate::{Worker, verdict::JobFailure};

/// How many tickets one job takes: well within the time that a job may take.
const TICKETS: usize = 100;

impl Worker {
    /// Carries out an order on many tickets, one committed ticket after the other. What is left is left to
    /// another job, so that other work has its turn, too.
    pub(crate) async fn run_bulk(&self, id: BulkId) -> Result<(), JobFailure> {
        for _ in 0..TICKETS {
            if !self.bulk_step(id).await? {
                return Ok(());
            }
        }
        let cx = self.cx();
        let mut tx = self.parts.store.begin().await?;
        tx.jobs().enqueue(JobRequest::now(&cx, Work::RunBulk { bulk: id })).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Whether there is more to do.
    async fn bulk_step(&self, id: BulkId) -> Result<bool> {
        let mut tx = self.parts.store.begin().await?;
        match bulk::step(tx.as_mut(), &self.cx(), id).await? {
            Step::Taken => tx.commit().await.map(|()| true),
            Step::Finished => tx.commit().await.map(|()| false),
            Step::Refused { position, refusal } => {
                // What was done before it was refused must not stay.
                drop(tx);
                let mut tx = self.parts.store.begin().await?;
                bulk::refuse(tx.as_mut(), id, position, refusal).await?;
                tx.commit().await.map(|()| true)
            }
        }
    }
}
