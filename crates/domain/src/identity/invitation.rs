use super::{
    Account, AccountState, CodePurpose, Language, PasswordHash, Permission, Role, TimeZone,
    code::{consume_code, find_code, send_code},
};
use crate::{
    Ctx,
    access::{require_fresh, require_rank},
    audit::{self, ActKind},
    contact::{EmailAddress, PersonName, VoluntaryContact},
    error::{Conflict, Error, FieldError, Result, Rule},
    id::AccountId,
    keys::Keys,
    store::Tx,
};

const LINK: &str = "invitation";

/// Someone to be invited to the staff.
#[derive(Debug, Clone)]
pub struct StaffInvitation {
    /// How the person is called until they say otherwise.
    pub name: PersonName,
    /// Where the letter goes, and what signs in later.
    pub email: EmailAddress,
    /// What the person will be.
    pub role: Role,
    /// Language of the letter.
    pub language: Language,
}

/// A customer to be invited, so that tickets can be opened in their name.
#[derive(Debug, Clone)]
pub struct CustomerInvitation {
    /// The id the account will have.
    pub id: AccountId,
    /// How the person is called.
    pub name: PersonName,
    /// Where the letter goes, and what signs in later.
    pub email: EmailAddress,
    /// Voluntary contact data.
    pub contact: VoluntaryContact,
    /// Language of the letter.
    pub language: Language,
}

/// Invites someone to the staff by a letter with a link. Whoever was invited and has not come yet is
/// invited anew: the new letter counts beside the old one, the newest name and role hold.
pub async fn invite_staff(tx: &mut dyn Tx, cx: &Ctx, new: StaffInvitation) -> Result<Account> {
    cx.actor().require(Permission::StaffManage)?;
    require_fresh(tx, cx).await?;
    if !new.role.is_staff() {
        let rule = Rule::new("invalid_value", "must be a role of the staff");
        return Err(Error::invalid(FieldError::at("role", rule)));
    }
    require_rank(cx, new.role)?;
    let StaffInvitation { name, email, role, language } = new;
    let known = tx.accounts().find_by_email_key(&email.key()).await?;
    // Who registered a colleague's address and never proved that it is theirs does not keep them out.
    let known = match known {
        Some(other) if tx.email_changes().remove_unverified(other.id).await? => None,
        known => known,
    };
    let account = match known {
        None => {
            let contact = VoluntaryContact::default();
            let invited = invited(cx, AccountId::new(cx), role, name, email, contact, language);
            add(tx, invited).await?
        }
        Some(waiting) if waiting.state == AccountState::Unverified && waiting.role.is_staff() => {
            require_rank(cx, waiting.role)?;
            let version = waiting.version;
            let renewed = Account {
                role,
                name,
                language,
                version: version + 1,
                created_at: cx.now(),
                updated_at: cx.now(),
                ..waiting
            };
            tx.accounts().update(&renewed, version).await?;
            renewed
        }
        Some(_) => return Err(Conflict::EmailTaken.into()),
    };
    send_code(tx, cx, Some(&account), CodePurpose::Invitation).await?;
    audit::record(tx, cx, ActKind::StaffInvited.on(account.id)).await?;
    Ok(account)
}

/// Makes an account for a customer, who is invited by a letter to choose a password. Until then nobody
/// can sign in to it.
pub async fn invite_customer(tx: &mut dyn Tx, cx: &Ctx, new: CustomerInvitation) -> Result<Account> {
    cx.actor().require(Permission::CustomerWrite)?;
    let CustomerInvitation { id, name, email, contact, language } = new;
    if tx.accounts().find_by_email_key(&email.key()).await?.is_some() {
        return Err(Conflict::EmailTaken.into());
    }
    let account = invited(cx, id, Role::Customer, name, email, contact, language);
    let account = add(tx, account).await?;
    send_code(tx, cx, Some(&account), CodePurpose::Invitation).await?;
    audit::record(tx, cx, ActKind::CustomerInvited.on(account.id)).await?;
    Ok(account)
}

/// Sends another letter to a customer who has not come yet.
pub async fn invite_customer_again(tx: &mut dyn Tx, cx: &Ctx, id: AccountId) -> Result<()> {
    cx.actor().require(Permission::CustomerWrite)?;
    let account = super::find_account(tx, cx, id, false).await?;
    if account.state != AccountState::Unverified {
        return Err(Conflict::HasBeenHere.into());
    }
    send_code(tx, cx, Some(&account), CodePurpose::Invitation).await?;
    audit::record(tx, cx, ActKind::CustomerInvited.on(account.id)).await
}

/// Fails unless the token is good. To be asked before a password is hashed.
pub async fn check_invitation(tx: &mut dyn Tx, cx: &Ctx, keys: &Keys, token: &str) -> Result<()> {
    find_code(tx, cx, keys, CodePurpose::Invitation, token, LINK).await.map(drop)
}

/// Accepts an invitation with the token of its link: the account is the person's from now on.
pub async fn accept_invitation(
    tx: &mut dyn Tx,
    cx: &Ctx,
    keys: &Keys,
    token: &str,
    name: Option<PersonName>,
    password: PasswordHash,
) -> Result<()> {
    let gone = || Error::Gone(LINK);
    let code = find_code(tx, cx, keys, CodePurpose::Invitation, token, LINK).await?;
    consume_code(tx, cx, &code, LINK).await?;
    let account = tx.accounts().find(code.account.ok_or_else(gone)?).await?.ok_or_else(gone)?;
    if account.state != AccountState::Unverified {
        return Err(gone());
    }
    let version = account.version;
    let accepted = Account {
        name: name.unwrap_or(account.name),
        state: AccountState::Active,
        password,
        version: version + 1,
        updated_at: cx.now(),
        ..account
    };
    // It is withdrawn, or another is sent, at this very moment.
    let stored = tx.accounts().update(&accepted, version).await;
    stored.map_err(|error| match error {
        Error::NotFound(_) | Error::Stale { .. } => gone(),
        other => other,
    })?;
    audit::record(tx, cx, ActKind::InvitationAccepted.on(accepted.id)).await
}

/// Takes back an invitation that nobody has accepted yet.
pub async fn withdraw_invitation(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: AccountId,
    expected: Option<i64>,
) -> Result<()> {
    cx.actor().require(Permission::StaffManage)?;
    require_fresh(tx, cx).await?;
    let account = super::find_account(tx, cx, id, true).await?;
    require_rank(cx, account.role)?;
    if expected.is_some_and(|version| version != account.version) {
        return Err(Error::stale(account.version));
    }
    if account.state != AccountState::Unverified || !tx.staff().remove_invited(id).await? {
        return Err(Conflict::HasBeenHere.into());
    }
    audit::record(tx, cx, ActKind::InvitationWithdrawn.on(id)).await
}

async fn add(tx: &mut dyn Tx, mut account: Account) -> Result<Account> {
    account.number = tx.accounts().add(&account).await?;
    Ok(account)
}

fn invited(
    cx: &Ctx,
    id: AccountId,
    role: Role,
    name: PersonName,
    email: EmailAddress,
    contact: VoluntaryContact,
    language: Language,
) -> Account {
    Account {
        id,
        number: 0,
        role,
        state: AccountState::Unverified,
        name,
        email,
        contact,
        language,
        time_zone: TimeZone::default(),
        password: PasswordHash::nobodys(),
        version: 1,
        created_at: cx.now(),
        updated_at: cx.now(),
    }
}
