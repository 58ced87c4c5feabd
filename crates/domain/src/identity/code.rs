use super::Account;
use crate::{
    Ctx,
    clock::Timestamp,
    error::{Error, Result},
    id::{AccountId, CodeId},
    job::JobRequest,
    keys::Keys,
    mail::MailOrder,
    store::Tx,
};

/// A single-use secret that proves who holds it. The secret itself is never stored: it is derived
/// from the id by the application key, so a stolen database holds nothing to follow a link with,
/// and a mail is rendered when it is sent instead of lying in a queue with a secret in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Stable id; half of the token.
    pub id: CodeId,
    /// What it is good for.
    pub purpose: CodePurpose,
    /// Whose it is. `None`: asked for by someone without an account (nothing is sent, but the same
    /// work is done), or made before there is an account (first administrator).
    pub account: Option<AccountId>,
    /// The account's version that it was sent for: a later registration makes it void.
    pub account_version: Option<i64>,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

/// What a code is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodePurpose {
    /// Confirms an e-mail address.
    VerifyEmail,
    /// Tells the owner of an address that someone tried to register it again; opens nothing.
    AlreadyRegistered,
    /// Creates the first administrator.
    FirstAdmin,
    /// Sets a new password.
    PasswordReset,
    /// Confirms an account's next address, at that address.
    NewEmail,
    /// Approves or refuses an account's next address, at the present one.
    OldEmail,
    /// Lets an invited person choose a password.
    Invitation,
    /// Lets a customer give the address of a repair.
    AddressLink,
}

impl CodePurpose {
    /// Every purpose.
    pub const ALL: [Self; 8] = [
        Self::VerifyEmail,
        Self::AlreadyRegistered,
        Self::FirstAdmin,
        Self::PasswordReset,
        Self::NewEmail,
        Self::OldEmail,
        Self::Invitation,
        Self::AddressLink,
    ];

    /// The stored name, and what the token is bound to.
    pub const fn name(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify_email",
            Self::AlreadyRegistered => "already_registered",
            Self::FirstAdmin => "first_admin",
            Self::PasswordReset => "password_reset",
            Self::NewEmail => "new_email",
            Self::OldEmail => "old_email",
            Self::Invitation => "invitation",
            Self::AddressLink => "address_link",
        }
    }

    /// The purpose by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }

    /// How long a code works.
    pub const fn lifetime(self) -> chrono::Duration {
        match self {
            Self::VerifyEmail | Self::AlreadyRegistered | Self::NewEmail | Self::OldEmail => {
                chrono::Duration::hours(24)
            }
            Self::PasswordReset => chrono::Duration::hours(1),
            Self::FirstAdmin | Self::Invitation => chrono::Duration::days(7),
            Self::AddressLink => chrono::Duration::days(14),
        }
    }
}

impl Code {
    /// A code that works from now on.
    pub fn new(cx: &Ctx, purpose: CodePurpose, account: Option<&Account>) -> Self {
        Self {
            id: CodeId::new(cx),
            purpose,
            account: account.map(|account| account.id),
            account_version: account.map(|account| account.version),
            expires_at: cx.now() + purpose.lifetime(),
            used_at: None,
        }
    }

    /// Whether it can be used.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.used_at.is_none() && now < self.expires_at
    }

    /// The token that goes into a link.
    pub fn token(&self, keys: &Keys) -> String {
        keys.code_token(self.purpose.name(), self.id.as_uuid())
    }
}

/// Makes a code and orders the mail with its link. Without an account the same work is done, and
/// nothing is sent.
pub(super) async fn send_code(
    tx: &mut dyn Tx,
    cx: &Ctx,
    account: Option<&Account>,
    purpose: CodePurpose,
) -> Result<()> {
    let code = Code::new(cx, purpose, account);
    tx.codes().add(&code).await?;
    tx.jobs().enqueue(JobRequest::send_mail(cx, MailOrder::code(code.id))).await
}

/// The live code behind a token; `what` names the link to who holds a dead one.
pub(crate) async fn find_code(
    tx: &mut dyn Tx,
    cx: &Ctx,
    keys: &Keys,
    purpose: CodePurpose,
    token: &str,
    what: &'static str,
) -> Result<Code> {
    let gone = || Error::Gone(what);
    let id = keys.read_code_token(purpose.name(), token).ok_or_else(gone)?;
    let code = tx.codes().find(id).await?;
    code.filter(|code| code.purpose == purpose && code.is_live(cx.now())).ok_or_else(gone)
}

/// Uses a live code up. Of two who try at once, one fails.
pub(crate) async fn consume_code(tx: &mut dyn Tx, cx: &Ctx, code: &Code, what: &'static str) -> Result<()> {
    if tx.codes().consume(code.id, cx.now()).await? { Ok(()) } else { Err(Error::Gone(what)) }
}
