use chrono::Duration;
use domain::{
    Error,
    vault::{Drill, PurgeRule, Rotation, Step, prove, write_ledger},
};

use crate::{Worker, verdict::JobFailure};

/// Counts an address that has ended.
fn count(rule: PurgeRule) {
    metrics::counter!("benchdesk_address_purges_total", "rule" => rule.name()).increment(1);
}

/// How often it is proven that nothing is left.
const PROOF_EVERY: Duration = Duration::days(1);
/// What is older was cut off.
const LONGEST_DRILL: Duration = Duration::days(1);

impl Worker {
    /// Has the ledger learn which addresses have ended.
    pub(crate) async fn write_ledger(&self) -> Result<(), JobFailure> {
        Ok(self.note_ends().await?)
    }

    async fn note_ends(&self) -> domain::Result<()> {
        let (store, archive) = (self.parts.store.as_ref(), self.parts.vault.archive.as_ref());
        write_ledger(store, archive, &self.cx(), &count).await
    }

    /// Renews the key of addresses if it is time, and ends what an earlier turn has left undone. What the
    /// keyholder keeps from being done waits for it.
    pub(crate) async fn rotate_keys(&self) -> Result<(), JobFailure> {
        let done = self.renew().await;
        if let Err(Error::KeysUnavailable { cause, .. }) = &done {
            tracing::warn!(%cause, "the address keys are not available: they are renewed later");
        }
        Ok(done?)
    }

    /// Looks once a day whether anything is left of addresses that have ended, behind the renewal, so that nothing of
    /// that is half done. Another process may be renewing all the same: what is wrong is looked at again next time, and
    /// is an error if it is still there.
    async fn prove(&self) -> domain::Result<()> {
        let (store, vault) = (self.parts.store.as_ref(), &self.parts.vault);
        let now = self.parts.clock.now();
        let last = store.glance().await?.epochs().figures().await?;
        if last.wrong == 0 && last.proven_at.is_some_and(|at| now - at < PROOF_EVERY) {
            return Ok(());
        }
        let period = self.parts.key_rotation;
        let checks = prove(store, vault.keys.as_ref(), vault.archive.as_ref(), now, period).await?;
        for wrong in checks.iter().flat_map(|check| &check.wrong) {
            const WHAT: &str = "the address vault is not as it should be: `benchdesk privacy verify`";
            if last.wrong > 0 {
                tracing::error!(wrong, "{WHAT}");
            } else {
                tracing::warn!(wrong, "{WHAT}");
            }
        }
        Ok(())
    }

    async fn renew(&self) -> domain::Result<()> {
        // What was not written while the keyholder was away. A ledger that cannot be written keeps no key.
        let written = self.note_ends().await;
        for step in Step::ALL {
            self.rotate(step).await?;
            #[cfg(debug_assertions)]
            crate::failpoint::reached(step.name());
        }
        self.clear_drills().await?;
        written?;
        self.prove().await
    }

    /// What a drill has left that was cut off.
    async fn clear_drills(&self) -> domain::Result<()> {
        let cx = self.cx();
        let drill = Drill {
            store: self.parts.store.as_ref(),
            keys: self.parts.vault.keys.as_ref(),
            archive: self.parts.vault.archive.as_ref(),
            cx: &cx,
        };
        drill.clear_until(cx.now() - LONGEST_DRILL).await
    }

    /// One step of it: tests stop between two.
    pub async fn rotate(&self, step: Step) -> domain::Result<()> {
        let cx = self.cx();
        let rotation = Rotation {
            store: self.parts.store.as_ref(),
            keys: self.parts.vault.keys.as_ref(),
            archive: self.parts.vault.archive.as_ref(),
            cx: &cx,
            period: self.parts.key_rotation,
        };
        rotation.run(step).await
    }
}
