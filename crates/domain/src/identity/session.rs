use chrono::Duration;

use super::AccountState;
use crate::{
    Ctx,
    clock::Timestamp,
    error::{Denied, Error, Result, Unauthenticated},
    id::{AccountId, SessionId},
    keys::Keys,
    store::Tx,
};

/// One signed-in client of an account. Its refresh token rotates at each use: the token of
/// generation *n* is derived from the session's id, *n* and the application key, so nothing that
/// could sign in is stored, and a token of an older generation is known for what it is: reuse
/// (RFC 9700, 4.14.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Stable id.
    pub id: SessionId,
    /// Whose session.
    pub account: AccountId,
    /// What holds it.
    pub kind: SessionKind,
    /// Which refresh token is the current one.
    pub generation: i32,
    /// When the current token replaced its predecessor.
    pub rotated_at: Timestamp,
    /// When it was last used, to about ten minutes.
    pub used_at: Timestamp,
    /// Whether the person asked to be remembered on this device.
    pub remembered: bool,
    /// When the person signed in.
    pub created_at: Timestamp,
    /// When it ends if it is not used before; never later than `expires_at`.
    pub idle_expires_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// When it was ended by sign-out or by reuse.
    pub ended_at: Option<Timestamp>,
}

/// What holds a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionKind {
    /// A program with access and refresh tokens.
    Api,
    /// A browser with a cookie.
    Browser,
}

impl SessionKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Api, Self::Browser];

    /// The stored and published name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Browser => "browser",
        }
    }

    /// The kind by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// How long the previous token still answers with the same successor: parallel tabs and lost
/// answers are not punished.
pub(super) const GRACE: Duration = Duration::seconds(10);

impl Session {
    /// A new session, signed in now.
    pub fn start(cx: &Ctx, account: AccountId, kind: SessionKind, remembered: bool) -> Self {
        let now = cx.now();
        let life = if remembered { Duration::days(90) } else { Duration::days(7) };
        Self {
            id: SessionId::new(cx),
            account,
            kind,
            generation: 0,
            rotated_at: now,
            used_at: now,
            remembered,
            created_at: now,
            idle_expires_at: now + idle_life(remembered),
            expires_at: now + life,
            ended_at: None,
        }
    }

    /// Whether the session can be used.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.ended_at.is_none() && now < self.idle_expires_at
    }

    /// The current refresh token.
    pub fn refresh_token(&self, keys: &Keys) -> String {
        keys.refresh_token(self.id, self.generation)
    }

    /// When the current refresh token stops working.
    pub const fn refresh_expires_at(&self) -> Timestamp {
        self.idle_expires_at
    }

    pub(super) fn rotate(&mut self, now: Timestamp) {
        self.generation += 1;
        self.rotated_at = now;
        self.used_at = now;
        self.idle_expires_at = self.expires_at.min(now + idle_life(self.remembered));
    }
}

fn idle_life(remembered: bool) -> Duration {
    if remembered { Duration::days(14) } else { Duration::hours(12) }
}

/// What a refresh token led to. Both are to be committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefreshOutcome {
    /// The session goes on.
    Refreshed(Session),
    /// An old token was used again: this session has been ended.
    Reused(SessionId),
}

/// Exchanges a refresh token for its successor.
pub async fn refresh_session(tx: &mut dyn Tx, cx: &Ctx, keys: &Keys, token: &str) -> Result<RefreshOutcome> {
    let ended = || Error::Unauthenticated(Unauthenticated::SessionEnded);
    let (id, generation) =
        keys.read_refresh_token(token).ok_or(Error::Unauthenticated(Unauthenticated::Invalid))?;
    let mut session = tx.sessions().find(id).await?.ok_or_else(ended)?;
    let account = tx.accounts().find(session.account).await?.ok_or_else(ended)?;
    if !session.is_live(cx.now()) || account.state != AccountState::Active {
        return Err(ended());
    }
    let in_grace = generation == session.generation - 1 && cx.now() - session.rotated_at <= GRACE;
    if in_grace {
        return Ok(RefreshOutcome::Refreshed(session));
    }
    if generation > session.generation {
        return Err(ended());
    }
    if generation < session.generation {
        tx.sessions().revoke(id, cx.now()).await?;
        return Ok(RefreshOutcome::Reused(id));
    }
    session.rotate(cx.now());
    if !tx.sessions().rotate(&session, generation).await? {
        return Err(ended());
    }
    Ok(RefreshOutcome::Refreshed(session))
}

/// Ends the actor's own session. An API token has none and is revoked in its own way.
pub async fn revoke_session(tx: &mut dyn Tx, cx: &Ctx) -> Result<()> {
    let session = cx.actor().principal()?.session().ok_or(Denied::SessionRequired)?;
    tx.sessions().revoke(session, cx.now()).await
}
