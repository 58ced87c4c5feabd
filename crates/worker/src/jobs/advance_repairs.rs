use domain::{Result, address, clock::Timestamp, id::RepairId, repair};

use crate::{Worker, verdict::JobFailure};

/// What one pass over all that is due has done.
#[derive(Default)]
struct Turn {
    moved: u64,
    /// What they need is not there now.
    waiting: u64,
}

impl Worker {
    /// Does what time does with repairs, one committed step after the other: what keeps one from moving
    /// keeps no other, and is tried again later.
    pub(crate) async fn advance_repairs(&self) -> Result<(), JobFailure> {
        loop {
            let Turn { moved, waiting } = self.advance_all().await?;
            // What has moved may be due for its next step.
            match (moved, waiting) {
                (0, 0) => return Ok(()),
                (0, _) => return Err(JobFailure::Retry("repairs_stuck")),
                _ => {}
            }
        }
    }

    /// One step of each that is due.
    async fn advance_all(&self) -> Result<Turn, JobFailure> {
        let (mut after, mut turn) = (None, Turn::default());
        loop {
            let due = self.due_repairs(after).await?;
            let Some(last) = due.last() else { return Ok(turn) };
            after = Some(*last);
            for (_, id) in &due {
                match self.pass_time(*id).await {
                    Ok(()) => turn.moved += 1,
                    Err(error) => {
                        tracing::warn!(repair = %id, %error, "time could not move a repair");
                        if error.is_away() {
                            turn.waiting += 1;
                        } else {
                            self.leave_alone(*id).await?;
                        }
                    }
                }
            }
        }
    }

    async fn due_repairs(&self, after: Option<(Timestamp, RepairId)>) -> Result<Vec<(Timestamp, RepairId)>> {
        let cx = self.cx();
        let mut tx = self.parts.store.read().await?;
        repair::due(tx.as_mut(), &cx, after).await
    }

    async fn pass_time(&self, id: RepairId) -> Result<()> {
        let cx = self.cx();
        let (store, keys) = (self.parts.store.as_ref(), self.parts.vault.keys.as_ref());
        let look = address::copies_before_end(store, keys, &cx, id).await?;
        let mut tx = self.parts.store.begin().await?;
        repair::pass_time(tx.as_mut(), &cx, id, look).await?;
        tx.commit().await
    }

    async fn leave_alone(&self, id: RepairId) -> Result<()> {
        let mut tx = self.parts.store.begin().await?;
        repair::leave_alone(tx.as_mut(), &self.cx(), id).await?;
        tx.commit().await
    }
}
