use super::{
    Account, AccountState, Code, CodePurpose, PasswordHash,
    change_password::wrong_password,
    code::{consume_code, find_code},
};
use crate::{
    Ctx, access,
    audit::{self, ActKind},
    clock::Timestamp,
    contact::EmailAddress,
    error::{Conflict, Error, FieldError, Result, Rule},
    id::{AccountId, CodeId},
    job::JobRequest,
    keys::Keys,
    mail::MailOrder,
    store::Tx,
};

const LINK: &str = "confirmation link";

/// A change of address that waits for both addresses to confirm it. An account has at most one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailChange {
    /// Whose address.
    pub account: AccountId,
    /// The next address.
    pub email: EmailAddress,
    /// What was sent to the next address.
    pub new_code: CodeId,
    /// What was sent to the present address.
    pub old_code: CodeId,
    /// When the next address confirmed it.
    pub new_confirmed_at: Option<Timestamp>,
    /// When the present address confirmed it.
    pub old_confirmed_at: Option<Timestamp>,
    /// When it is dropped unless both have confirmed it.
    pub expires_at: Timestamp,
}

/// How far a change of address has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailChangeState {
    /// The other address has not confirmed it yet.
    Waiting,
    /// Both have: the address is changed.
    Changed,
    /// One has refused: nothing will change.
    Refused,
}

impl EmailChangeState {
    /// The published name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Changed => "changed",
            Self::Refused => "refused",
        }
    }
}

/// Asks both addresses whether the actor's address is to change, the password having just been verified
/// against `verified`. Whether the next address has an account does not show: its owner is told by
/// mail. Takes the place of an earlier change that waits.
pub async fn order_email_change(
    tx: &mut dyn Tx,
    cx: &Ctx,
    email: EmailAddress,
    verified: &PasswordHash,
) -> Result<()> {
    let account = tx.accounts().find(cx.actor().principal()?.account).await?;
    let account = account.ok_or(Error::NotFound("account"))?;
    access::require_second_factor(tx, cx).await?;
    if account.password != *verified {
        return Err(wrong_password("password"));
    }
    if email == account.email {
        let rule = Rule::new("unchanged", "must be another address than the present one");
        return Err(Error::invalid(FieldError::at("email", rule)));
    }
    tx.email_changes().remove(account.id).await?;
    let [new_code, old_code] =
        [CodePurpose::NewEmail, CodePurpose::OldEmail].map(|purpose| Code::new(cx, purpose, Some(&account)));
    let change = EmailChange {
        account: account.id,
        email,
        new_code: new_code.id,
        old_code: old_code.id,
        new_confirmed_at: None,
        old_confirmed_at: None,
        expires_at: new_code.expires_at,
    };
    for code in [new_code, old_code] {
        tx.codes().add(&code).await?;
        tx.jobs().enqueue(JobRequest::send_mail(cx, MailOrder::code(code.id))).await?;
    }
    tx.email_changes().add(&change).await
}

/// Confirms or refuses a change of address with the token from one of the two links. Nothing changes
/// before both addresses have confirmed it.
pub async fn decide_email_change(
    tx: &mut dyn Tx,
    cx: &Ctx,
    keys: &Keys,
    token: &str,
    confirmed: bool,
) -> Result<EmailChangeState> {
    let is_new = keys.read_code_token(CodePurpose::NewEmail.name(), token).is_some();
    let purpose = if is_new { CodePurpose::NewEmail } else { CodePurpose::OldEmail };
    let code = find_code(tx, cx, keys, purpose, token, LINK).await?;
    consume_code(tx, cx, &code, LINK).await?;
    let gone = || Error::Gone(LINK);
    let change = tx.email_changes().find(code.account.ok_or_else(gone)?).await?;
    let is_meant = |change: &EmailChange| code.id == if is_new { change.new_code } else { change.old_code };
    let mut change = change.filter(is_meant).ok_or_else(gone)?;
    if !confirmed {
        tx.email_changes().remove(change.account).await?;
        return Ok(EmailChangeState::Refused);
    }
    let place = if is_new { &mut change.new_confirmed_at } else { &mut change.old_confirmed_at };
    *place = Some(cx.now());
    if change.new_confirmed_at.is_none() || change.old_confirmed_at.is_none() {
        tx.email_changes().update(&change).await?;
        return Ok(EmailChangeState::Waiting);
    }
    apply(tx, cx, change).await?;
    Ok(EmailChangeState::Changed)
}

async fn apply(tx: &mut dyn Tx, cx: &Ctx, change: EmailChange) -> Result<()> {
    let account = tx.accounts().find(change.account).await?;
    let mut account = account.ok_or(Error::Gone(LINK))?;
    let holder = tx.accounts().find_by_email_key(&change.email.key()).await?;
    match holder.filter(|holder| holder.id != account.id) {
        // Whoever registered it never proved that it is theirs; this person just has.
        Some(holder) if tx.email_changes().remove_unverified(holder.id).await? => {}
        // An account of somebody's, or one that staff made: invited to the staff, or with tickets.
        Some(_) => return Err(Conflict::EmailTaken.into()),
        None => {}
    }
    tx.email_changes().remove(account.id).await?;
    let version = account.version;
    account.email = change.email;
    account.version += 1;
    account.updated_at = cx.now();
    tx.accounts().update(&account, version).await?;
    // A link to set a password that went to the address before is no longer this person's.
    tx.codes().void(account.id, cx.now()).await?;
    audit::record(tx, cx, ActKind::EmailChanged.on(account.id)).await?;
    tx.jobs().enqueue(JobRequest::send_mail(cx, MailOrder::EmailChanged { account: account.id })).await
}

/// Who is asked whether an address is to change: the person at the next address, or, where somebody
/// has that address already, its owner, who is only told.
pub(crate) enum NewAddressee {
    /// Nobody has it.
    Free(EmailChange, Account),
    /// This account has it.
    Taken(Account),
}

/// Looks up who gets the letter to the next address; `None` if the change has gone.
pub(crate) async fn new_addressee(tx: &mut dyn Tx, code: &Code) -> Result<Option<NewAddressee>> {
    let Some(account) = code.account else { return Ok(None) };
    let change = tx.email_changes().find(account).await?;
    let Some(change) = change.filter(|change| change.new_code == code.id) else { return Ok(None) };
    let holder = tx.accounts().find_by_email_key(&change.email.key()).await?;
    let is_other = |holder: &Account| holder.id != account && holder.state != AccountState::Unverified;
    if let Some(holder) = holder.filter(is_other) {
        return Ok(Some(NewAddressee::Taken(holder)));
    }
    let account = tx.accounts().find(account).await?;
    Ok(account.map(|account| NewAddressee::Free(change, account)))
}
