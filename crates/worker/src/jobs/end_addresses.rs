use domain::address;

use crate::{Worker, verdict::JobFailure};

impl Worker {
    /// Ends addresses that were kept for as long as any may be, each in a transaction of its own: what keeps one
    /// keeps no other.
    pub(crate) async fn end_addresses(&self) -> Result<(), JobFailure> {
        let (store, keys) = (self.parts.store.as_ref(), self.parts.vault.keys.as_ref());
        let (mut after, mut is_stuck) = (None, false);
        loop {
            let overdue = address::overdue(store, &self.cx(), after).await?;
            let Some(last) = overdue.last() else { break };
            after = Some(*last);
            for place in &overdue {
                if let Err(error) = address::end_overdue(store, keys, &self.cx(), *place).await {
                    tracing::warn!(repair = %place.1, %error, "an address could not be ended");
                    is_stuck = true;
                }
            }
        }
        if is_stuck { Err(JobFailure::Retry("addresses_stuck")) } else { Ok(()) }
    }
}
