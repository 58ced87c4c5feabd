//! The last letter to a person: once, while it is still known where to.

use chrono::Duration;

use super::super::PrivacyRequest;
use crate::{
    Ctx,
    clock::Timestamp,
    error::Result,
    id::{JobId, PrivacyRequestId},
    identity::Account,
    mail::{Letter, LetterContent},
    store::Tx,
};

/// How long who sends the letter is left alone with it: longer than any mail server is listened to.
const TURN: Duration = Duration::minutes(10);

/// What there is to do about the last letter.
pub enum Farewell {
    /// To send it; by when the request is to be answered.
    Send(Box<Letter>, Timestamp),
    /// Nothing: it is sent or given up.
    Over,
    /// Nothing: another worker is sending it.
    Elsewhere,
}

/// Takes the last letter to send it. The letter is the same each time it is tried.
pub async fn take_farewell(tx: &mut dyn Tx, cx: &Ctx, id: PrivacyRequestId) -> Result<Farewell> {
    let Some(mut request) = tx.privacy_requests().find(id).await? else { return Ok(Farewell::Over) };
    let PrivacyRequest { account: Some(account), told_at: None, due_at, erased, .. } = request else {
        return Ok(Farewell::Over);
    };
    if request.telling_until.is_some_and(|until| cx.now() < until) {
        return Ok(Farewell::Elsewhere);
    }
    let Some(account) = tx.accounts().find(account).await? else { return Ok(Farewell::Over) };
    request.telling_until = Some(cx.now() + TURN);
    tx.privacy_requests().update(&request).await?;
    let Account { name, email, language, .. } = account;
    let letter = Letter {
        id: JobId::from_uuid(id.as_uuid()),
        name,
        address: email,
        language,
        content: LetterContent::AccountErased { keeps_quotes: erased.kept_quotes > 0 },
    };
    Ok(Farewell::Send(Box::new(letter), due_at))
}

/// Notes what became of it: over, or to be tried again.
pub async fn note_farewell(tx: &mut dyn Tx, cx: &Ctx, id: PrivacyRequestId, is_over: bool) -> Result<()> {
    let Some(mut request) = tx.privacy_requests().find(id).await? else { return Ok(()) };
    request.telling_until = None;
    request.told_at = is_over.then(|| cx.now());
    tx.privacy_requests().update(&request).await
}
