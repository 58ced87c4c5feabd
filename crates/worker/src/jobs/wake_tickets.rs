use domain::{Result, ticket::wake_due};

use crate::{Worker, verdict::JobFailure};

/// How many tickets one transaction wakes.
const BATCH: u64 = 100;

impl Worker {
    /// Wakes snoozed tickets whose time has come, one committed batch after the other.
    pub(crate) async fn wake_tickets(&self) -> Result<(), JobFailure> {
        while self.wake_batch().await? > 0 {}
        Ok(())
    }

    async fn wake_batch(&self) -> Result<u64> {
        let cx = self.cx();
        let mut tx = self.parts.store.begin().await?;
        let woken = wake_due(tx.as_mut(), &cx, BATCH).await?;
        if woken > 0 {
            tx.commit().await?;
        }
        Ok(woken)
    }
}
