use domain::{Result, id::TeamId, ticket::move_from_team};

use crate::{Worker, verdict::JobFailure};

/// How many tickets one transaction moves.
const BATCH: u64 = 100;

impl Worker {
    /// Gives the tickets of a dissolved team to another, one committed batch after the other.
    pub(crate) async fn move_team_tickets(&self, from: TeamId, to: TeamId) -> Result<(), JobFailure> {
        while self.move_batch(from, to).await? > 0 {}
        Ok(())
    }

    async fn move_batch(&self, from: TeamId, to: TeamId) -> Result<u64> {
        let cx = self.cx();
        let mut tx = self.parts.store.begin().await?;
        let moved = move_from_team(tx.as_mut(), &cx, from, to, BATCH).await?;
        if moved > 0 {
            tx.commit().await?;
        }
        Ok(moved)
    }
}
