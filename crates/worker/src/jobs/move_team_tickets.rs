use domain::{
    Result,
    id::TeamId,
    job::{JobRequest, Work},
    ticket::move_from_team,
};

use crate::{Worker, verdict::JobFailure};

/// How many tickets one transaction moves.
const BATCH: u64 = 100;
/// How many transactions one job makes: well within the time that a job may take.
const BATCHES: usize = 20;

impl Worker {
    /// Gives the tickets of a dissolved team to another, one committed batch after the other. What is left
    /// is left to another job.
    pub(crate) async fn move_team_tickets(&self, from: TeamId, to: TeamId) -> Result<(), JobFailure> {
        for _ in 0..BATCHES {
            if self.move_batch(from, to).await? == 0 {
                return Ok(());
            }
        }
        let mut tx = self.parts.store.begin().await?;
        tx.jobs().enqueue(JobRequest::now(&self.cx(), Work::MoveTeamTickets { from, to })).await?;
        tx.commit().await?;
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
