use domain::{
    Result,
    job::{JobRequest, Work},
};

use crate::{Worker, verdict::JobFailure};

/// How many tickets, and accounts, one transaction indexes: it keeps other writers waiting so long.
const BATCH: u64 = 50;
/// How many transactions one job makes: it ends well within its time.
const BATCHES: usize = 40;

impl Worker {
    /// Orders the index to be completed, if the version before left something out of it.
    pub async fn order_index(&self) -> Result<()> {
        let mut tx = self.parts.store.read().await?;
        let is_behind = tx.search().is_behind().await?;
        drop(tx);
        if is_behind { self.order_more().await } else { Ok(()) }
    }

    /// Indexes some, and orders the rest. What was indexed stays so, whenever it is interrupted.
    pub(crate) async fn catch_up_index(&self) -> Result<(), JobFailure> {
        for _ in 0..BATCHES {
            let mut tx = self.parts.store.begin().await?;
            if tx.search().catch_up(BATCH).await? == 0 {
                return Ok(());
            }
            tx.commit().await?;
        }
        Ok(self.order_more().await?)
    }

    async fn order_more(&self) -> Result<()> {
        let mut tx = self.parts.store.begin().await?;
        tx.jobs().enqueue(JobRequest::now(&self.cx(), Work::CatchUpIndex)).await?;
        tx.commit().await
    }
}
