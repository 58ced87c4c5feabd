use super::{Account, AccountState, Code, CodePurpose, Language, PasswordHash, Role, TimeZone};
use crate::{
    Ctx,
    contact::{EmailAddress, PersonName, VoluntaryContact},
    error::{Error, Result},
    id::{AccountId, CodeId},
    job::JobRequest,
    keys::Keys,
    mail::MailOrder,
    store::Tx,
};

/// What a customer gives to register: exactly the contact record and a password.
#[derive(Debug, Clone)]
pub struct Registration {
    /// How the person wants to be called.
    pub name: PersonName,
    /// To be confirmed.
    pub email: EmailAddress,
    /// The chosen password, hashed.
    pub password: PasswordHash,
    /// Voluntary contact data.
    pub contact: VoluntaryContact,
    /// Language of the mail.
    pub language: Language,
}

/// Registers a customer. Whether the address is known already must not show: both ways run the
/// same number of statements and queue one mail, and the caller has hashed one password. A confirmed
/// address keeps its data; its owner is told. Of several registrations that wait to be confirmed the
/// last one counts, and only the link that was sent for it: whoever registers somebody else's address
/// first cannot keep a password in it.
pub async fn register(tx: &mut dyn Tx, cx: &Ctx, registration: Registration) -> Result<()> {
    let known = tx.accounts().find_by_email_key(&registration.email.key()).await?;
    let (account, purpose) = match known {
        None => {
            let account = registration.into_account(cx);
            tx.accounts().add(&account).await?;
            (account, CodePurpose::VerifyEmail)
        }
        Some(waiting) if waiting.state == AccountState::Unverified => {
            let account = registration.replace(cx, &waiting);
            tx.accounts().update(&account, waiting.version).await?;
            (account, CodePurpose::VerifyEmail)
        }
        Some(account) => {
            // Written back unchanged: as many statements as for a new account.
            tx.accounts().update(&account, account.version).await?;
            (account, CodePurpose::AlreadyRegistered)
        }
    };
    send_code(tx, cx, Some(&account), purpose).await
}

/// Sends a new confirmation link, if there is an account that still needs one; otherwise does the
/// same work for nobody.
pub async fn resend_verification(tx: &mut dyn Tx, cx: &Ctx, email: &EmailAddress) -> Result<()> {
    let known = tx.accounts().find_by_email_key(&email.key()).await?;
    let waiting = known.filter(|account| account.state == AccountState::Unverified);
    send_code(tx, cx, waiting.as_ref(), CodePurpose::VerifyEmail).await
}

/// Confirms an e-mail address with the token from the link.
pub async fn verify_email(tx: &mut dyn Tx, cx: &Ctx, keys: &Keys, token: &str) -> Result<()> {
    let gone = || Error::Gone("confirmation link");
    let id = keys.read_code_token(CodePurpose::VerifyEmail.name(), token).ok_or_else(gone)?;
    let code = tx.codes().find(id).await?.ok_or_else(gone)?;
    if code.purpose != CodePurpose::VerifyEmail || !tx.codes().consume(id, cx.now()).await? {
        return Err(gone());
    }
    let account_id = code.account.ok_or_else(gone)?;
    let mut account = tx.accounts().find(account_id).await?.ok_or_else(gone)?;
    if account.state != AccountState::Unverified {
        return Ok(());
    }
    if code.account_version != Some(account.version) {
        return Err(gone());
    }
    let version = account.version;
    account.state = AccountState::Active;
    account.version += 1;
    account.updated_at = cx.now();
    tx.accounts().update(&account, version).await
}

impl Registration {
    /// Takes the place of a registration that was never confirmed.
    fn replace(self, cx: &Ctx, waiting: &Account) -> Account {
        Account {
            id: waiting.id,
            number: waiting.number,
            version: waiting.version + 1,
            created_at: waiting.created_at,
            ..self.into_account(cx)
        }
    }

    fn into_account(self, cx: &Ctx) -> Account {
        Account {
            id: AccountId::new(cx),
            number: 0,
            role: Role::Customer,
            state: AccountState::Unverified,
            name: self.name,
            email: self.email,
            contact: self.contact,
            language: self.language,
            time_zone: TimeZone::default(),
            password: self.password,
            version: 1,
            created_at: cx.now(),
            updated_at: cx.now(),
        }
    }
}

async fn send_code(tx: &mut dyn Tx, cx: &Ctx, account: Option<&Account>, purpose: CodePurpose) -> Result<()> {
    let code = Code {
        id: CodeId::new(cx),
        purpose,
        account: account.map(|account| account.id),
        account_version: account.map(|account| account.version),
        expires_at: cx.now() + purpose.lifetime(),
        used_at: None,
    };
    tx.codes().add(&code).await?;
    tx.jobs().enqueue(JobRequest::send_mail(cx, MailOrder::code(code.id))).await
}
