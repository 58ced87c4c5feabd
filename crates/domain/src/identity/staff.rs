use super::{
    Account, AccountState, Actor, Code, CodePurpose, Language, PasswordHash, Permission, Role, TimeZone,
};
use crate::{
    Ctx,
    audit::{self, ActKind},
    contact::{EmailAddress, PersonName, VoluntaryContact},
    error::{Conflict, Error, Result},
    id::{AccountId, CodeId},
    keys::Keys,
    store::Tx,
};

/// A new member of staff.
#[derive(Debug, Clone)]
pub struct NewStaff {
    /// Shown to customers under replies.
    pub name: PersonName,
    /// Signs in with it.
    pub email: EmailAddress,
    /// The chosen password, hashed.
    pub password: PasswordHash,
    /// What the person may do.
    pub role: Role,
}

/// The token of the one-time link for the first administrator; `None` once there is any staff. The
/// same link is given until it expires, however often the server starts.
pub async fn first_admin_code(tx: &mut dyn Tx, cx: &Ctx, keys: &Keys) -> Result<Option<String>> {
    // Of several servers that start at once, one makes the link, and the others print the same.
    tx.instance().lock().await?;
    if tx.accounts().any_staff().await? {
        return Ok(None);
    }
    if let Some(code) = tx.codes().find_live(CodePurpose::FirstAdmin, cx.now()).await? {
        return Ok(Some(code.token(keys)));
    }
    let code = Code {
        id: CodeId::new(cx),
        purpose: CodePurpose::FirstAdmin,
        account: None,
        account_version: None,
        expires_at: cx.now() + CodePurpose::FirstAdmin.lifetime(),
        used_at: None,
    };
    tx.codes().add(&code).await?;
    Ok(Some(code.token(keys)))
}

/// Creates the first administrator with the token of the one-time link.
pub async fn create_first_admin(
    tx: &mut dyn Tx,
    cx: &Ctx,
    keys: &Keys,
    token: &str,
    admin: NewStaff,
) -> Result<Account> {
    let gone = || Error::Gone("set-up link");
    let id = keys.read_code_token(CodePurpose::FirstAdmin.name(), token).ok_or_else(gone)?;
    if !tx.codes().consume(id, cx.now()).await? {
        return Err(gone());
    }
    if tx.accounts().any_staff().await? {
        return Err(Conflict::AlreadySetUp.into());
    }
    add_staff(tx, cx, NewStaff { role: Role::Admin, ..admin }).await
}

/// Creates a member of staff from the command line.
pub async fn create_staff(tx: &mut dyn Tx, cx: &Ctx, staff: NewStaff) -> Result<Account> {
    if *cx.actor() != Actor::Operator {
        cx.actor().require(Permission::StaffManage)?;
    }
    add_staff(tx, cx, staff).await
}

/// The account, if the actor may see it: staff see staff, and customers where their role says so.
pub async fn find_account(tx: &mut dyn Tx, cx: &Ctx, id: AccountId, staff: bool) -> Result<Account> {
    let what = if staff { "member of staff" } else { "customer" };
    let needed = if staff { Permission::StaffRead } else { Permission::CustomerRead };
    cx.actor().require(needed)?;
    let account = tx.accounts().find(id).await?;
    let is_one = |account: &Account| account.role.is_staff() == staff && account.id != AccountId::NOBODY;
    account.filter(is_one).ok_or(Error::NotFound(what))
}

async fn add_staff(tx: &mut dyn Tx, cx: &Ctx, staff: NewStaff) -> Result<Account> {
    if tx.accounts().find_by_email_key(&staff.email.key()).await?.is_some() {
        return Err(Conflict::EmailTaken.into());
    }
    let mut account = Account {
        id: AccountId::new(cx),
        number: 0,
        role: staff.role,
        state: AccountState::Active,
        name: staff.name,
        email: staff.email,
        contact: VoluntaryContact::default(),
        language: Language::default(),
        time_zone: TimeZone::default(),
        password: staff.password,
        version: 1,
        created_at: cx.now(),
        updated_at: cx.now(),
    };
    account.number = tx.accounts().add(&account).await?;
    audit::record(tx, cx, ActKind::StaffCreated.on(account.id)).await?;
    Ok(account)
}
