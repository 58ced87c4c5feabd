use chrono::Duration;

use super::{AccountState, Session, SessionKind, session::GRACE};
use crate::{
    Ctx,
    clock::Timestamp,
    error::{Error, Result, Unauthenticated},
    id::SessionId,
    keys::Keys,
    store::Tx,
};

/// How long a cookie is used before it is replaced.
const ROTATE_AFTER: Duration = Duration::minutes(10);

impl Session {
    /// The value of the browser's cookie.
    pub fn cookie(&self, keys: &Keys) -> String {
        keys.session_cookie(self.id, self.generation)
    }

    /// When the current cookie is to be replaced.
    pub fn rotates_at(&self) -> Timestamp {
        self.rotated_at + ROTATE_AFTER
    }

    /// Whether a request with the cookie of this generation changes nothing.
    pub fn goes_on_as_it_is(&self, generation: i32, now: Timestamp) -> bool {
        generation == self.generation && now < self.rotates_at() && !self.is_unseen()
    }

    /// Whether the browser has not come back with the newest cookie yet.
    fn is_unseen(&self) -> bool {
        self.generation > 0 && self.used_at <= self.rotated_at
    }
}

/// What a cookie led to. All are to be committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CookieOutcome {
    /// The cookie stays.
    Current(Session),
    /// The browser is to keep the session's newest cookie.
    Renewed(Session),
    /// A replaced cookie was used again: this session has been ended.
    Reused(SessionId),
}

/// Goes on with a browser's session. A replaced cookie works until the browser has come back with its
/// successor (the answer that carried it may have been lost), and for a few seconds more (other
/// requests were under way); used later, someone else holds a copy.
pub async fn continue_browser_session(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: SessionId,
    generation: i32,
) -> Result<CookieOutcome> {
    let ended = || Error::Unauthenticated(Unauthenticated::SessionEnded);
    let session = tx.sessions().find(id).await?;
    let mut session = session.filter(|session| session.kind == SessionKind::Browser).ok_or_else(ended)?;
    let account = tx.accounts().find(session.account).await?.ok_or_else(ended)?;
    let is_known = generation <= session.generation;
    if !session.is_live(cx.now()) || account.state != AccountState::Active || !is_known {
        return Err(ended());
    }
    if generation < session.generation {
        let in_grace = session.is_unseen() || cx.now() - session.used_at <= GRACE;
        if generation == session.generation - 1 && in_grace {
            return Ok(CookieOutcome::Renewed(session));
        }
        tx.sessions().revoke(id, cx.now()).await?;
        return Ok(CookieOutcome::Reused(id));
    }
    let is_due = cx.now() >= session.rotates_at();
    if is_due {
        session.rotate(cx.now());
    } else {
        session.used_at = cx.now();
    }
    if !tx.sessions().rotate(&session, generation).await? {
        return Err(ended());
    }
    Ok(if is_due { CookieOutcome::Renewed(session) } else { CookieOutcome::Current(session) })
}
