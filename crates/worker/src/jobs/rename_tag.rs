use domain::{
    Result,
    id::TagRenameId,
    job::{JobRequest, Work},
    ticket,
};

use crate::{Worker, verdict::JobFailure};

/// How many batches one job takes: well within the time that a job may take.
const BATCHES: usize = 10;

impl Worker {
    /// Renames a label, one committed batch of tickets after the other. What is left is left to another job,
    /// so that other work has its turn, too.
    pub(crate) async fn rename_tag(&self, id: TagRenameId) -> Result<(), JobFailure> {
        for _ in 0..BATCHES {
            if !self.rename_batch(id).await? {
                return Ok(());
            }
        }
        let cx = self.cx();
        let mut tx = self.parts.store.begin().await?;
        tx.jobs().enqueue(JobRequest::now(&cx, Work::RenameTag { rename: id })).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Whether there is more to do.
    async fn rename_batch(&self, id: TagRenameId) -> Result<bool> {
        let mut tx = self.parts.store.begin().await?;
        let more = ticket::rename_some(tx.as_mut(), &self.cx(), id).await?;
        tx.commit().await?;
        Ok(more)
    }
}
