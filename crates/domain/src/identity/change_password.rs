use super::{
    Account, AccountState, CodePurpose, PasswordHash,
    code::{consume_code, find_code, send_code},
};
use crate::{
    Ctx, access,
    audit::{self, ActKind},
    contact::EmailAddress,
    error::{Error, FieldError, Result, Rule},
    id::SessionId,
    job::JobRequest,
    keys::Keys,
    mail::MailOrder,
    store::Tx,
};

const LINK: &str = "password link";

/// The password in `field` is not the one that is asked for.
pub fn wrong_password(field: &str) -> Error {
    Error::invalid(FieldError::at(field, Rule::new("wrong_password", "is not the password of the account")))
}

/// Changes the actor's own password, the current one having just been verified against `verified`.
/// Other sessions end: returns which those were.
pub async fn change_password(
    tx: &mut dyn Tx,
    cx: &Ctx,
    verified: &PasswordHash,
    new: PasswordHash,
) -> Result<Vec<SessionId>> {
    let principal = cx.actor().principal()?;
    access::require_second_factor(tx, cx).await?;
    let absent = || Error::NotFound("account");
    let account = tx.accounts().find(principal.account).await?.ok_or_else(absent)?;
    // Read again behind a lock: of two changes at once the second finds another password.
    let account = tx.accounts().find_by_email_key(&account.email.key()).await?.ok_or_else(absent)?;
    if account.password != *verified {
        return Err(wrong_password("current_password"));
    }
    audit::record(tx, cx, ActKind::PasswordChanged.on(account.id)).await?;
    replace(tx, cx, account, new, principal.session()).await
}

/// Sends a link that sets a new password, if there is an account to sign in to; otherwise does the
/// same work for nobody.
pub async fn order_password_reset(tx: &mut dyn Tx, cx: &Ctx, email: &EmailAddress) -> Result<()> {
    let known = tx.accounts().find_by_email_key(&email.key()).await?;
    let active = known.filter(|account| account.state == AccountState::Active);
    send_code(tx, cx, active.as_ref(), CodePurpose::PasswordReset).await
}

/// Fails unless the token is good. To be asked before a password is hashed.
pub async fn check_password_reset(tx: &mut dyn Tx, cx: &Ctx, keys: &Keys, token: &str) -> Result<()> {
    find_code(tx, cx, keys, CodePurpose::PasswordReset, token, LINK).await.map(drop)
}

/// Sets a new password with the token from the link. Every session ends: returns whose password it
/// was and which sessions.
pub async fn reset_password(
    tx: &mut dyn Tx,
    cx: &Ctx,
    keys: &Keys,
    token: &str,
    new: PasswordHash,
) -> Result<(EmailAddress, Vec<SessionId>)> {
    let gone = || Error::Gone(LINK);
    let code = find_code(tx, cx, keys, CodePurpose::PasswordReset, token, LINK).await?;
    consume_code(tx, cx, &code, LINK).await?;
    let account = tx.accounts().find(code.account.ok_or_else(gone)?).await?;
    let account = account.filter(|account| account.state == AccountState::Active).ok_or_else(gone)?;
    audit::record(tx, cx, ActKind::PasswordReset.on(account.id)).await?;
    let email = account.email.clone();
    Ok((email, replace(tx, cx, account, new, None).await?))
}

/// A new password voids whatever the old one may have let in: sessions, programs' tokens, links, a change
/// of address.
async fn replace(
    tx: &mut dyn Tx,
    cx: &Ctx,
    mut account: Account,
    new: PasswordHash,
    kept: Option<SessionId>,
) -> Result<Vec<SessionId>> {
    let version = account.version;
    account.password = new;
    account.version += 1;
    account.updated_at = cx.now();
    tx.accounts().update(&account, version).await?;
    tx.codes().void(account.id, cx.now()).await?;
    tx.email_changes().remove(account.id).await?;
    tx.api_tokens().remove_all(account.id).await?;
    let order = MailOrder::PasswordChanged { account: account.id };
    tx.jobs().enqueue(JobRequest::send_mail(cx, order)).await?;
    tx.sessions().revoke_all(account.id, kept, cx.now()).await
}
