use super::{
    Account, AccountState, Code, CodePurpose, Language, PasswordHash, Role, TimeZone,
    code::{consume_code, find_code, send_code},
};
use crate::{
    Ctx,
    contact::{EmailAddress, PersonName, VoluntaryContact},
    error::{Error, Result},
    id::AccountId,
    keys::Keys,
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
        Some(waiting) if is_unconfirmed(&waiting) && waiting.password != PasswordHash::nobodys() => {
            let account = registration.replace(cx, &waiting);
            tx.accounts().update(&account, waiting.version).await?;
            (account, CodePurpose::VerifyEmail)
        }
        // Staff have invited them: what the desk knows of them is not for anybody to replace.
        Some(invited) if is_unconfirmed(&invited) => {
            tx.accounts().update(&invited, invited.version).await?;
            (invited, CodePurpose::Invitation)
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
    let waiting = known.filter(is_unconfirmed);
    send_code(tx, cx, waiting.as_ref(), CodePurpose::VerifyEmail).await
}

/// A customer whose address is not confirmed.
fn is_unconfirmed(account: &Account) -> bool {
    account.state == AccountState::Unverified && !account.role.is_staff()
}

const LINK: &str = "confirmation link";

/// Whose address a token confirms, if it still does. The caller verifies the password.
pub async fn find_for_confirmation(tx: &mut dyn Tx, cx: &Ctx, keys: &Keys, token: &str) -> Result<Account> {
    let code = find_code(tx, cx, keys, CodePurpose::VerifyEmail, token, LINK).await?;
    find_addressee(tx, &code).await
}

/// Confirms an e-mail address with the token from the link and the password of the registration,
/// which has just been verified against `verified`: who only reads the mail cannot tell whose
/// registration the newest link is for, and must not open somebody else's account in one's own name.
pub async fn verify_email(
    tx: &mut dyn Tx,
    cx: &Ctx,
    keys: &Keys,
    token: &str,
    verified: &PasswordHash,
) -> Result<()> {
    let code = find_code(tx, cx, keys, CodePurpose::VerifyEmail, token, LINK).await?;
    consume_code(tx, cx, &code, LINK).await?;
    let mut account = find_addressee(tx, &code).await?;
    if account.password != *verified {
        return Err(Error::Gone(LINK));
    }
    if account.state != AccountState::Unverified {
        return Ok(());
    }
    let version = account.version;
    account.state = AccountState::Active;
    account.version += 1;
    account.updated_at = cx.now();
    tx.accounts().update(&account, version).await
}

/// The account that a link was sent for. A later registration makes the link void.
async fn find_addressee(tx: &mut dyn Tx, code: &Code) -> Result<Account> {
    let gone = || Error::Gone(LINK);
    let account = tx.accounts().find(code.account.ok_or_else(gone)?).await?;
    let is_meant = |account: &Account| {
        account.state != AccountState::Unverified || code.account_version == Some(account.version)
    };
    account.filter(is_meant).ok_or_else(gone)
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
