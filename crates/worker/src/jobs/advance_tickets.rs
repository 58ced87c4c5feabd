use domain::{Result, ticket::advance};

use crate::{Worker, verdict::JobFailure};

/// How many tickets of each kind one transaction moves.
const BATCH: u64 = 100;

impl Worker {
    /// Reminds, solves and closes tickets whose time has come, one committed batch after the other.
    pub(crate) async fn advance_tickets(&self) -> Result<(), JobFailure> {
        while self.advance_batch().await? > 0 {}
        Ok(())
    }

    async fn advance_batch(&self) -> Result<u64> {
        let cx = self.cx();
        let mut tx = self.parts.store.begin().await?;
        let moved = advance(tx.as_mut(), &cx, self.parts.patience, BATCH).await?;
        if moved > 0 {
            tx.commit().await?;
        }
        Ok(moved)
    }
}
