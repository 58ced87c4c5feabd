//! Counting attempts before anything else is done for them.

use domain::{
    Ctx, Error, Result,
    identity::{PasswordHash, wrong_password},
    throttle::{self, Act, Attempt, Left, Network},
};

use crate::{
    App,
    http::{Quota, RequestContext},
};

/// Lets the answer say how many attempts are left.
fn tell(attempt: &Attempt<'_>, counted: &Result<Left>) {
    let (left, reset) = match counted {
        Ok(left) => (left.attempts, left.wait.to_std().unwrap_or_default()),
        Err(Error::TooManyAttempts { retry_after }) => (0, *retry_after),
        Err(_) => return,
    };
    RequestContext::current().note(Quota {
        policy: attempt.act().name(),
        limit: attempt.act().free().unsigned_abs(),
        window: throttle::FORGOTTEN_AFTER.to_std().unwrap_or_default(),
        left: left.unsigned_abs(),
        reset,
    });
}

impl App {
    /// Counts an attempt, or says how long to wait before the next one.
    pub(crate) async fn count(&self, cx: &Ctx, attempt: &Attempt<'_>) -> Result<()> {
        let mut tx = self.store().begin().await?;
        let counted = throttle::count(&mut *tx, cx, self.keys(), attempt).await;
        tell(attempt, &counted);
        counted?;
        tx.commit().await
    }

    /// Takes an attempt that was good out of the count.
    pub(crate) async fn forgive(&self, cx: &Ctx, attempt: &Attempt<'_>) -> Result<()> {
        let mut tx = self.store().begin().await?;
        throttle::forgive(&mut *tx, cx, self.keys(), attempt).await?;
        tx.commit().await
    }

    /// Makes sure that whoever is signed in knows the account's password, and returns what it was
    /// verified against. Guesses are counted: somebody else may sit at the keyboard.
    pub(crate) async fn verify_own_password(
        &self,
        cx: &Ctx,
        password: String,
        field: &str,
        network: Option<Network>,
    ) -> Result<PasswordHash> {
        let id = cx.actor().principal()?.account;
        let subject = id.to_string();
        let attempt = Attempt::new(Act::OwnPassword, &subject, network);
        self.count(cx, &attempt).await?;
        let mut tx = self.store().glance().await?;
        let account = tx.accounts().find(id).await?.ok_or(Error::NotFound("account"))?;
        drop(tx);
        if !self.passwords().verify(password, Some(account.password.clone())).await? {
            return Err(wrong_password(field));
        }
        self.forgive(cx, &attempt).await?;
        Ok(account.password)
    }
}
