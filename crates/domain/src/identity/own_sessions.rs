use super::Session;
use crate::{
    Ctx,
    audit::{self, ActKind},
    error::{Error, Result},
    id::{AccountId, SessionId},
    page::{Page, PageRequest},
    store::Tx,
};

/// The actor's live sessions, newest last.
pub async fn list_sessions(
    tx: &mut dyn Tx,
    cx: &Ctx,
    page: PageRequest<SessionId>,
) -> Result<Page<Session, SessionId>> {
    let account = cx.actor().principal()?.account;
    tx.sessions().list_live(account, cx.now(), page).await
}

/// The session that the actor has come in with.
pub async fn current_session(tx: &mut dyn Tx, cx: &Ctx) -> Result<Session> {
    let none = || Error::NotFound("session");
    let id = cx.actor().principal()?.session().ok_or_else(none)?;
    tx.sessions().find(id).await?.ok_or_else(none)
}

/// Ends one of the actor's live sessions.
pub async fn end_session(tx: &mut dyn Tx, cx: &Ctx, id: SessionId) -> Result<()> {
    let account = cx.actor().principal()?.account;
    let session = tx.sessions().find(id).await?;
    let own = session.filter(|session| session.account == account && session.is_live(cx.now()));
    let own = own.ok_or(Error::NotFound("session"))?;
    tx.sessions().revoke(own.id, cx.now()).await
}

/// Ends all sessions of an account but one, and returns which those were.
pub async fn end_sessions(
    tx: &mut dyn Tx,
    cx: &Ctx,
    account: AccountId,
    but: Option<SessionId>,
) -> Result<Vec<SessionId>> {
    audit::record(tx, cx, ActKind::SessionsEnded.on(account)).await?;
    tx.sessions().revoke_all(account, but, cx.now()).await
}
