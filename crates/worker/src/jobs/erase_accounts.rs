use domain::{
    address,
    id::{AccountId, PrivacyRequestId},
    job::{JobRequest, Work},
    mail::DeliveryError,
    privacy::{self, Farewell, Next, OpenCase, OpenRepairs},
    repair,
};

use crate::{Worker, verdict::JobFailure};

/// How many transactions one job makes: well within the time that a job may take.
const STEPS: usize = 200;
/// How many requests are looked at.
const REQUESTS: u64 = 1000;
/// How long before it is due an erasure waits no longer for a mail server that is away: it goes on without a
/// farewell.
const PATIENCE: chrono::Duration = chrono::Duration::days(3);

impl Worker {
    /// Goes on with every erasure that can go on, one committed step after the other. What keeps one keeps no other;
    /// what is left is left to another job.
    pub(crate) async fn erase_accounts(&self) -> Result<(), JobFailure> {
        let open = self.parts.store.glance().await?.privacy_requests().open(REQUESTS).await?;
        let (mut steps, mut outcome) = (STEPS, Ok(()));
        for request in open {
            if let Err(failure) = self.erase_account(request, &mut steps).await {
                tracing::warn!(%request, ?failure, "an erasure was kept from going on");
                outcome = graver(outcome, failure);
            }
        }
        if steps == 0 {
            let mut tx = self.parts.store.begin().await?;
            tx.jobs().enqueue(JobRequest::now(&self.cx(), Work::EraseAccounts)).await?;
            tx.commit().await?;
        }
        outcome
    }

    async fn erase_account(&self, id: PrivacyRequestId, steps: &mut usize) -> Result<(), JobFailure> {
        while *steps > 0 {
            let mut tx = self.parts.store.begin().await?;
            let next = privacy::step(tx.as_mut(), &self.cx(), id).await?;
            tx.commit().await?;
            match next {
                Next::Step => *steps -= 1,
                Next::Repairs(cases, OpenRepairs::Stop) => {
                    if !self.stop_repairs(id, &cases).await? {
                        return Ok(());
                    }
                    *steps -= 1;
                }
                Next::Farewell(account) => return self.end_account(id, account).await,
                Next::Repairs(_, OpenRepairs::Finish) | Next::Nothing => return Ok(()),
            }
        }
        Ok(())
    }

    /// Whether any of them has changed.
    async fn stop_repairs(&self, id: PrivacyRequestId, cases: &[OpenCase]) -> Result<bool, JobFailure> {
        let (store, keys) = (self.parts.store.as_ref(), self.parts.vault.keys.as_ref());
        let mut any = false;
        for case in cases {
            let look = address::look_for_copies(store, keys, &self.cx(), case.id).await?;
            let mut tx = store.begin().await?;
            // Whoever takes the request back meanwhile comes before or after.
            let wants_that = privacy::wants_repairs_stopped(tx.as_mut(), id).await?;
            if wants_that && repair::stop(tx.as_mut(), &self.cx(), case.id, look).await? {
                tx.commit().await?;
                any = true;
            }
        }
        Ok(any)
    }

    /// The letter goes first: behind the end of the account nobody knows where to.
    async fn end_account(&self, id: PrivacyRequestId, account: AccountId) -> Result<(), JobFailure> {
        let store = self.parts.store.as_ref();
        let mut tx = store.begin().await?;
        let farewell = privacy::take_farewell(tx.as_mut(), &self.cx(), id).await?;
        tx.commit().await?;
        match farewell {
            Farewell::Elsewhere => return Ok(()),
            Farewell::Over => {}
            Farewell::Send(letter, due_at) => {
                let waits = self.parts.mailer.deliver(&letter).await == Err(DeliveryError::Temporary)
                    && self.cx().now() < due_at - PATIENCE;
                let mut tx = store.begin().await?;
                privacy::note_farewell(tx.as_mut(), &self.cx(), id, !waits).await?;
                tx.commit().await?;
                if waits {
                    return Err(JobFailure::Later("mail_server_busy"));
                }
            }
        }
        privacy::cut_references(store, account).await?;
        let mut tx = store.begin().await?;
        privacy::finish(tx.as_mut(), &self.cx(), id).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Of two failures the one that needs somebody's look: a job that fails for good is to be seen.
fn graver(before: Result<(), JobFailure>, failure: JobFailure) -> Result<(), JobFailure> {
    match before {
        Ok(()) | Err(JobFailure::Later(_)) => Err(failure),
        graver => graver,
    }
}
