use domain::{Result, address, id::RepairId, repair};

use crate::{Worker, verdict::JobFailure};

impl Worker {
    /// Does what time does with repairs, one committed step after the other: what keeps one from moving
    /// keeps no other.
    pub(crate) async fn advance_repairs(&self) -> Result<(), JobFailure> {
        loop {
            let due = self.due_repairs().await?;
            let mut moved = 0;
            for id in &due {
                match self.pass_time(*id).await {
                    Ok(()) => moved += 1,
                    Err(error) => tracing::warn!(repair = %id, %error, "time could not move a repair"),
                }
            }
            if moved == 0 {
                return if due.is_empty() { Ok(()) } else { Err(JobFailure::Retry("repairs_stuck")) };
            }
        }
    }

    async fn due_repairs(&self) -> Result<Vec<RepairId>> {
        let cx = self.cx();
        let mut tx = self.parts.store.read().await?;
        repair::due(tx.as_mut(), &cx).await
    }

    async fn pass_time(&self, id: RepairId) -> Result<()> {
        let cx = self.cx();
        let (store, keys) = (self.parts.store.as_ref(), self.parts.vault.keys.as_ref());
        let copies = address::copies_before_end(store, keys, &cx, id).await?;
        let mut tx = self.parts.store.begin().await?;
        if let Some(copies) = copies {
            copies.remove(tx.as_mut(), &cx).await?;
        }
        repair::pass_time(tx.as_mut(), &cx, id).await?;
        tx.commit().await
    }
}
