use chrono::Duration;

use crate::{
    Ctx,
    error::{Denied, Error, Result, Unauthenticated},
    identity::AccountState,
    store::Tx,
};

/// How long proof of who someone is counts for sensitive acts.
pub const FRESH: Duration = Duration::minutes(15);

/// Fails unless the actor has signed in, or has proved anew who they are, within [`FRESH`]. Sensitive
/// acts call it first; a program with a token cannot do them at all. Session and role are read again:
/// what a server remembers of them for a few seconds must not outlast them in something that stays.
pub async fn require_fresh(tx: &mut dyn Tx, cx: &Ctx) -> Result<()> {
    let principal = cx.actor().principal()?;
    let id = principal.session().ok_or(Denied::SessionRequired)?;
    let found = tx.sessions().find(id).await?;
    let ended = || Error::Unauthenticated(Unauthenticated::SessionEnded);
    let session = found.filter(|session| session.is_live(cx.now())).ok_or_else(ended)?;
    let account = tx.accounts().find(session.account).await?;
    let account = account.filter(|account| account.state == AccountState::Active).ok_or_else(ended)?;
    if account.role != principal.role {
        return Err(Denied::MissingPermission.into());
    }
    if cx.now() - session.created_at <= FRESH {
        return Ok(());
    }
    match tx.step_ups().last(id).await? {
        Some(at) if cx.now() - at <= FRESH => Ok(()),
        _ => Err(Denied::StepUpRequired.into()),
    }
}

/// The same where signing in takes a code: for acts that ask for the password themselves, which is
/// not enough there.
pub async fn require_second_factor(tx: &mut dyn Tx, cx: &Ctx) -> Result<()> {
    let account = cx.actor().principal()?.account;
    if super::has_totp(tx, account).await? { require_fresh(tx, cx).await } else { Ok(()) }
}

/// Notes that the person behind the session has just proved who they are.
pub async fn step_up(tx: &mut dyn Tx, cx: &Ctx) -> Result<()> {
    let id = cx.actor().principal()?.session().ok_or(Denied::SessionRequired)?;
    tx.step_ups().record(id, cx.now()).await
}
