use chrono::Duration;
use domain::{
    Error, Result, access,
    clock::Timestamp,
    error::Unauthenticated,
    id::SessionId,
    identity::{self, AccountState, Actor, CookieOutcome, Principal, Session},
};

use super::{forget::Forget, memory::Memory};
use crate::App;

/// As for access tokens: a revoked session or role bites within this time on every process.
const FRESH: Duration = Duration::seconds(5);

/// Who is behind a cookie, remembered for a moment.
#[derive(Default)]
pub(crate) struct Browsers(Memory<SessionId, Checked>);

#[derive(Clone, Copy)]
struct Checked {
    principal: Principal,
    generation: i32,
    at: Timestamp,
    until: Timestamp,
}

/// Who a cookie stands for, and the session if the browser is to keep a newer cookie of it.
pub(crate) type Admitted = (Principal, Option<Session>);

impl Browsers {
    /// The person behind a cookie, if the session is live and the account active.
    pub(crate) async fn check(
        &self,
        app: &App,
        (id, generation): (SessionId, i32),
        now: Timestamp,
    ) -> Result<Admitted> {
        if let Some(checked) = self.0.get(&id)
            && checked.generation == generation
            && (checked.at..checked.until).contains(&now)
        {
            return Ok((checked.principal, None));
        }
        let ended = || Error::Unauthenticated(Unauthenticated::SessionEnded);
        let reading = self.0.begin_to_read();
        let mut tx = app.store().glance().await?;
        let session = tx.sessions().find(id).await?.filter(|session| session.is_live(now));
        let session = session.ok_or_else(ended)?;
        let account = tx.accounts().find(session.account).await?.ok_or_else(ended)?;
        if account.state != AccountState::Active {
            return Err(ended());
        }
        let principal = access::admit_session(&mut *tx, &account, id).await?;
        drop(tx);
        let (session, renewed) = if session.goes_on_as_it_is(generation, now) {
            (session, false)
        } else {
            go_on(app, id, generation).await?
        };
        // Not remembered while it is new: the store has to learn that the browser came back with it.
        if !renewed {
            let until = session.rotates_at().min(now + FRESH);
            self.0.keep(reading, id, Checked { principal, generation, at: now, until });
        }
        Ok((principal, renewed.then_some(session)))
    }

    /// Forgets everybody: rights or people have changed, which is rare.
    pub(crate) fn forget_all(&self) {
        self.0.forget_all();
    }

    /// Forgets a session that has just ended.
    pub(crate) fn forget(&self, session: SessionId) {
        self.0.forget(&session);
    }
}

/// Writes that the session goes on; whether the browser is to keep another cookie.
async fn go_on(app: &App, id: SessionId, generation: i32) -> Result<(Session, bool)> {
    let cx = app.ctx(Actor::Anonymous);
    let mut tx = app.store().begin().await?;
    let outcome = identity::continue_browser_session(&mut *tx, &cx, id, generation).await?;
    match outcome {
        CookieOutcome::Current(session) => tx.commit().await.map(|()| (session, false)),
        CookieOutcome::Renewed(session) => tx.commit().await.map(|()| (session, true)),
        CookieOutcome::Reused(session) => {
            app.commit_and_forget(tx, Forget::Sessions(vec![session])).await?;
            tracing::warn!(%session, "a replaced cookie was used again: its session has been ended");
            Err(Error::Unauthenticated(Unauthenticated::SessionEnded))
        }
    }
}
