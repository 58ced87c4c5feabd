use super::{TotpSecret, require_fresh};
use crate::{
    Ctx,
    audit::{self, ActKind},
    clock::Timestamp,
    error::{Conflict, Error, FieldError, Result, Rule, Unauthenticated},
    id::AccountId,
    identity::{Permission, find_account},
    job::JobRequest,
    keys::Keys,
    mail::MailOrder,
    store::Tx,
};

/// An account's second factor. The secret is sealed with a key that is not in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totp {
    /// Whose.
    pub account: AccountId,
    /// The sealed secret.
    pub sealed: Vec<u8>,
    /// When it was set up.
    pub started_at: Timestamp,
    /// When it was confirmed by a first code; until then it is not asked for.
    pub confirmed_at: Option<Timestamp>,
    /// The step of the last code that was taken: no code is taken twice.
    pub last_step: i64,
}

/// How many recovery codes there are.
const RECOVERY_CODES: usize = 10;
/// Letters and digits that are not mistaken for one another.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// Begins to set a second factor up for the actor; it counts once it is confirmed.
pub async fn begin_totp(tx: &mut dyn Tx, cx: &Ctx, keys: &Keys) -> Result<TotpSecret> {
    require_fresh(tx, cx).await?;
    let account = cx.actor().principal()?.account;
    if tx.second_factors().find(account).await?.is_some_and(|totp| totp.confirmed_at.is_some()) {
        return Err(Conflict::TotpOn.into());
    }
    let secret = TotpSecret::new(cx);
    let sealed = keys.seal_totp(secret.as_bytes(), account, cx.random_bytes());
    let totp = Totp { account, sealed, started_at: cx.now(), confirmed_at: None, last_step: 0 };
    tx.second_factors().put(&totp).await?;
    Ok(secret)
}

/// Switches the actor's second factor on by its first code; returns the recovery codes, which are
/// shown here and nowhere else. Other sessions, which were begun without a code, end.
pub async fn confirm_totp(tx: &mut dyn Tx, cx: &Ctx, keys: &Keys, code: &str) -> Result<Vec<String>> {
    let principal = cx.actor().principal()?;
    let account = principal.account;
    let pending = tx.second_factors().find(account).await?.filter(|totp| totp.confirmed_at.is_none());
    let mut totp = pending.ok_or(Conflict::NoTotpBegun)?;
    let step = secret_of(keys, &totp)?.matching_step(code.trim(), cx.now());
    let step = step.ok_or_else(|| Error::invalid(wrong_code()))?;
    totp.confirmed_at = Some(cx.now());
    totp.last_step = step;
    tx.second_factors().put(&totp).await?;
    let codes = new_recovery_codes(tx, cx, keys, account).await?;
    tx.sessions().revoke_all(account, principal.session(), cx.now()).await?;
    audit::record(tx, cx, ActKind::TotpSwitchedOn.on(account)).await?;
    Ok(codes)
}

/// Gives the actor other recovery codes, which are shown here and nowhere else; those before are void.
pub async fn renew_recovery_codes(tx: &mut dyn Tx, cx: &Ctx, keys: &Keys) -> Result<Vec<String>> {
    require_fresh(tx, cx).await?;
    let account = cx.actor().principal()?.account;
    if !has_totp(tx, account).await? {
        return Err(Conflict::TotpOff.into());
    }
    let codes = new_recovery_codes(tx, cx, keys, account).await?;
    audit::record(tx, cx, ActKind::RecoveryCodesRenewed.on(account)).await?;
    tx.jobs().enqueue(JobRequest::send_mail(cx, MailOrder::RecoveryCodesRenewed { account })).await?;
    Ok(codes)
}

async fn new_recovery_codes(
    tx: &mut dyn Tx,
    cx: &Ctx,
    keys: &Keys,
    account: AccountId,
) -> Result<Vec<String>> {
    let codes: Vec<_> = (0..RECOVERY_CODES).map(|_| recovery_code(cx)).collect();
    let hashes = codes.iter().map(|code| keys.recovery_code_hash(account, &plain(code))).collect();
    tx.second_factors().put_recovery_codes(account, hashes).await?;
    Ok(codes)
}

/// Switches the actor's second factor off, or drops one that was only begun.
pub async fn disable_totp(tx: &mut dyn Tx, cx: &Ctx) -> Result<()> {
    require_fresh(tx, cx).await?;
    let principal = cx.actor().principal()?;
    if tx.requirements().of_role(principal.role).await?.totp {
        return Err(Conflict::TotpRequired.into());
    }
    if switch_off(tx, cx, principal.account).await? {
        audit::record(tx, cx, ActKind::TotpSwitchedOff.on(principal.account)).await?;
    }
    Ok(())
}

/// Switches somebody's second factor off, who has lost it. One's own goes as any owner's does.
pub async fn reset_totp(tx: &mut dyn Tx, cx: &Ctx, account: AccountId, staff: bool) -> Result<()> {
    cx.actor().require(Permission::StaffManage)?;
    if account == cx.actor().principal()?.account {
        return disable_totp(tx, cx).await;
    }
    require_fresh(tx, cx).await?;
    let account = find_account(tx, cx, account, staff).await?;
    super::require_rank(cx, account.role)?;
    if switch_off(tx, cx, account.id).await? {
        audit::record(tx, cx, ActKind::TotpReset.on(account.id)).await?;
    }
    Ok(())
}

/// True if it was on; its owner is told by mail.
async fn switch_off(tx: &mut dyn Tx, cx: &Ctx, account: AccountId) -> Result<bool> {
    let was_on = tx.second_factors().find(account).await?.is_some_and(|totp| totp.confirmed_at.is_some());
    tx.second_factors().remove(account).await?;
    if was_on {
        tx.jobs().enqueue(JobRequest::send_mail(cx, MailOrder::TwoStepOff { account })).await?;
    }
    Ok(was_on)
}

/// Whether the account signs in in two steps.
pub async fn has_totp(tx: &mut dyn Tx, account: AccountId) -> Result<bool> {
    Ok(tx.second_factors().find(account).await?.is_some_and(|totp| totp.confirmed_at.is_some()))
}

/// The second step of signing in, after the password was found right: nothing if the account has no
/// second factor; otherwise the code of an app, or a recovery code, each of which works once. To be
/// called in the transaction that starts the session, by every way of signing in.
pub async fn check_second_factor(
    tx: &mut dyn Tx,
    cx: &Ctx,
    keys: &Keys,
    account: AccountId,
    code: Option<&str>,
) -> Result<()> {
    let found = tx.second_factors().find(account).await?;
    let Some(totp) = found.filter(|totp| totp.confirmed_at.is_some()) else { return Ok(()) };
    let code = code.ok_or(Error::Unauthenticated(Unauthenticated::SecondFactorMissing))?;
    let taken = match secret_of(keys, &totp)?.matching_step(code.trim(), cx.now()) {
        Some(step) => tx.second_factors().advance(account, step).await?,
        None => use_recovery_code(tx, cx, keys, account, code).await?,
    };
    if taken { Ok(()) } else { Err(Error::Unauthenticated(Unauthenticated::SecondFactorWrong)) }
}

async fn use_recovery_code(
    tx: &mut dyn Tx,
    cx: &Ctx,
    keys: &Keys,
    account: AccountId,
    code: &str,
) -> Result<bool> {
    let hash = keys.recovery_code_hash(account, &plain(code));
    let used = tx.second_factors().use_recovery_code(account, hash).await?;
    if used {
        audit::record(tx, cx, ActKind::RecoveryCodeUsed.on(account)).await?;
    }
    Ok(used)
}

fn secret_of(keys: &Keys, totp: &Totp) -> Result<TotpSecret> {
    let opened = keys.open_totp(&totp.sealed, totp.account);
    let secret = opened.as_deref().and_then(TotpSecret::from_bytes);
    secret.ok_or_else(|| Error::internal("a second factor cannot be opened"))
}

/// What is wrong with a code.
pub fn wrong_code() -> FieldError {
    FieldError::at("code", Rule::new("wrong_code", "is not the code that the app shows now"))
}

/// Ten characters, 50 bits, in two groups.
fn recovery_code(cx: &Ctx) -> String {
    let bytes = cx.random_bytes::<10>();
    let letters: String = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    format!("{}-{}", &letters[..5], &letters[5..])
}

/// A recovery code without how it was typed.
fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
