use std::ops::Range;

use chrono::Duration;
use domain::{
    Error, Result,
    access::{self, ApiToken, TokenHash},
    clock::Timestamp,
    error::Unauthenticated,
    id::{AccountId, ApiTokenId, SessionId},
    identity::{Account, AccountState, Credential, Principal},
    store::{Store, Tx},
};

use super::memory::Memory;

/// How long a session counts as checked: a revoked session or role bites within this time on every
/// process, and at once on the one that revoked it.
const FRESH: Duration = Duration::seconds(5);
/// How exactly the last use of a token is noted.
const NOTED: Duration = Duration::hours(1);

/// Who is behind a session or an API token, remembered for a moment.
#[derive(Default)]
pub(crate) struct Principals {
    sessions: Memory<SessionId, (Principal, Timestamp)>,
    /// With the time from and until which it counts as checked: no longer than the token lives.
    tokens: Memory<TokenHash, (Principal, Range<Timestamp>)>,
}

impl Principals {
    /// The person behind a session, if it is live and the account active.
    pub(crate) async fn check(
        &self,
        store: &dyn Store,
        (account, session): (AccountId, SessionId),
        now: Timestamp,
    ) -> Result<Principal> {
        if let Some((principal, checked_at)) = self.sessions.get(&session)
            && principal.account == account
            && (checked_at..checked_at + FRESH).contains(&now)
        {
            return Ok(principal);
        }
        let reading = self.sessions.begin_to_read();
        let principal = load(store, account, session, now).await?;
        self.sessions.keep(reading, session, (principal, now));
        Ok(principal)
    }

    /// Forgets a session that has just ended.
    pub(crate) fn forget(&self, session: SessionId) {
        self.sessions.forget(&session);
    }

    /// The owner of an API token, with the rights that the token has, if it is live and the account
    /// active.
    pub(crate) async fn check_token(
        &self,
        store: &dyn Store,
        hash: TokenHash,
        now: Timestamp,
    ) -> Result<Principal> {
        if let Some((principal, checked)) = self.tokens.get(&hash)
            && checked.contains(&now)
        {
            return Ok(principal);
        }
        let reading = self.tokens.begin_to_read();
        let (principal, expires_at) = load_token(store, &hash, now).await?;
        self.tokens.keep(reading, hash, (principal, now..expires_at.min(now + FRESH)));
        Ok(principal)
    }

    /// Forgets everybody: rights or people have changed, which is rare.
    pub(crate) fn forget_all(&self) {
        self.sessions.forget_all();
        self.tokens.forget_all();
    }

    /// The same person as the store knows them now: for what goes on after its request was let in.
    pub(crate) async fn check_again(
        &self,
        store: &dyn Store,
        known: Principal,
        now: Timestamp,
    ) -> Result<Principal> {
        match known.credential {
            Credential::Session(session) => load(store, known.account, session, now).await,
            Credential::ApiToken(id) => {
                let mut tx = store.glance().await?;
                let token = tx.api_tokens().find(id).await?;
                Ok(with_token(&mut *tx, token, now).await?.0)
            }
        }
    }

    /// Forgets an API token that has just been revoked.
    pub(crate) fn forget_token(&self, hash: &TokenHash) {
        self.tokens.forget(hash);
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
    let account = active(&mut *tx, account).await?.ok_or_else(ended)?;
    access::admit_session(&mut *tx, &account, session).await
}

/// The token's owner, and when the token expires.
async fn load_token(store: &dyn Store, hash: &TokenHash, now: Timestamp) -> Result<(Principal, Timestamp)> {
    let mut tx = store.read().await?;
    let token = tx.api_tokens().find_by_hash(hash).await?;
    let (principal, token) = with_token(&mut *tx, token, now).await?;
    drop(tx);
    if token.last_used_at.is_none_or(|used| used + NOTED <= now) {
        note_use(store, token.id, now).await;
    }
    Ok((principal, token.expires_at))
}

/// The owner of a token that is still good, with the rights that the token has.
async fn with_token(
    tx: &mut dyn Tx,
    token: Option<ApiToken>,
    now: Timestamp,
) -> Result<(Principal, ApiToken)> {
    let invalid = || Error::Unauthenticated(Unauthenticated::Invalid);
    let token = token.filter(|token| now < token.expires_at).ok_or_else(invalid)?;
    let account = active(tx, token.account).await?.ok_or_else(invalid)?;
    let credential = Credential::ApiToken(token.id);
    let principal = access::admit(tx, &account, credential, Some(token.scopes)).await?;
    Ok((principal, token))
}

async fn active(tx: &mut dyn Tx, id: AccountId) -> Result<Option<Account>> {
    let account = tx.accounts().find(id).await?;
    Ok(account.filter(|account| account.state == AccountState::Active))
}

/// What cannot be noted now is noted by the next request: no request fails for it.
async fn note_use(store: &dyn Store, id: ApiTokenId, now: Timestamp) {
    let noted = async {
        let mut tx = store.begin().await?;
        tx.api_tokens().note_use(id, now, now - NOTED).await?;
        tx.commit().await
    };
    if noted.await.is_err() {
        tracing::debug!("the use of an API token was not noted");
    }
}
