use chrono::Duration;
use domain::{
    Error, Result,
    clock::Timestamp,
    error::Unauthenticated,
    id::{AccountId, SessionId},
    identity::{AccountState, Principal},
    store::Store,
};
use moka::sync::Cache;

/// How long a session counts as checked: a revoked session or role bites within this time on every
/// process, and at once on the one that revoked it.
const FRESH: Duration = Duration::seconds(5);
const CAPACITY: u64 = 100_000;

/// Who is behind a session, remembered for a moment.
pub(crate) struct Principals(Cache<SessionId, (Principal, Timestamp)>);

impl Default for Principals {
    fn default() -> Self {
        Self(Cache::new(CAPACITY))
    }
}

impl Principals {
    /// The person behind a session, if it is live and the account active.
    pub(crate) async fn check(
        &self,
        store: &dyn Store,
        (account, session): (AccountId, SessionId),
        now: Timestamp,
    ) -> Result<Principal> {
        if let Some((principal, checked_at)) = self.0.get(&session)
            && principal.account == account
            && (checked_at..checked_at + FRESH).contains(&now)
        {
            return Ok(principal);
        }
        let principal = load(store, account, session, now).await?;
        self.0.insert(session, (principal, now));
        Ok(principal)
    }

    /// Forgets a session that has just ended.
    pub(crate) fn forget(&self, session: SessionId) {
        self.0.invalidate(&session);
    }
}

async fn load(
    store: &dyn Store,
    account: AccountId,
    session: SessionId,
    now: Timestamp,
) -> Result<Principal> {
    let ended = || Error::Unauthenticated(Unauthenticated::SessionEnded);
    let mut tx = store.glance().await?;
    let stored = tx.sessions().find(session).await?.ok_or_else(ended)?;
    if !stored.is_live(now) || stored.account != account {
        return Err(ended());
    }
    let account = tx.accounts().find(account).await?.ok_or_else(ended)?;
    if account.state != AccountState::Active {
        return Err(ended());
    }
    Ok(Principal::signed_in(account.id, session, account.role))
}
