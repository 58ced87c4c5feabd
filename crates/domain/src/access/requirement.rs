use super::require_fresh;
use crate::{
    Ctx,
    audit::{self, ActKind},
    clock::Timestamp,
    error::{Conflict, Denied, Error, Result},
    id::{AccountId, SessionId},
    identity::{Account, Credential, Permission, PermissionSet, Principal, Requirement, Role},
    store::Tx,
};

/// The version of the confidentiality notice that is in force. A new text gets a new number, and
/// whoever must accept it accepts it anew.
pub const NOTICE: i32 = 1;

/// What members of a role must do before they may use its rights. Nothing, unless an administrator
/// says so: a new desk can be used at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleRequirement {
    /// Which role.
    pub role: Role,
    /// Sign in in two steps.
    pub totp: bool,
    /// Accept the confidentiality notice.
    pub confidentiality: bool,
    /// Counts changes.
    pub version: i64,
}

impl RoleRequirement {
    /// Nothing.
    pub const fn none(role: Role) -> Self {
        Self { role, totp: false, confidentiality: false, version: 1 }
    }
}

/// Who comes in with this credential, and with which rights: those of the role, no more than
/// `scopes`, and as long as something that the role requires is not done, only those for doing it.
/// Every way in ends here.
pub async fn admit(
    tx: &mut dyn Tx,
    account: &Account,
    credential: Credential,
    scopes: Option<PermissionSet>,
) -> Result<Principal> {
    let lacking = lacking(tx, account).await?;
    let rights = account.role.permission_set();
    let rights = scopes.map_or(rights, |scopes| rights.intersection(scopes));
    let rights = lacking.map_or(rights, |requirement| rights.intersection(requirement.leaves()));
    Ok(Principal { account: account.id, credential, role: account.role, permissions: rights, lacking })
}

/// The same for a session, whose person has all rights of the role.
pub async fn admit_session(tx: &mut dyn Tx, account: &Account, session: SessionId) -> Result<Principal> {
    admit(tx, account, Credential::Session(session), None).await
}

/// What the account's role requires and is not done yet.
pub async fn lacking(tx: &mut dyn Tx, account: &Account) -> Result<Option<Requirement>> {
    let required = tx.requirements().of_role(account.role).await?;
    if required.totp && !super::has_totp(tx, account.id).await? {
        return Ok(Some(Requirement::Totp));
    }
    if required.confidentiality && tx.requirements().accepted(account.id, NOTICE).await?.is_none() {
        return Ok(Some(Requirement::Confidentiality));
    }
    Ok(None)
}

/// What every role must do.
pub async fn list_requirements(tx: &mut dyn Tx, cx: &Ctx) -> Result<Vec<RoleRequirement>> {
    cx.actor().require(Permission::StaffRead)?;
    let stored = tx.requirements().list().await?;
    let of = |role| stored.iter().copied().find(|stored| stored.role == role);
    Ok(Role::ALL.into_iter().map(|role| of(role).unwrap_or(RoleRequirement::none(role))).collect())
}

/// Decides what a role must do, if it was last decided at version `expected`.
pub async fn require_of_role(
    tx: &mut dyn Tx,
    cx: &Ctx,
    expected: Option<i64>,
    new: RoleRequirement,
) -> Result<RoleRequirement> {
    cx.actor().require(Permission::RoleManage)?;
    require_fresh(tx, cx).await?;
    if new.confidentiality && !new.role.is_staff() {
        return Err(Conflict::NotForCustomers.into());
    }
    let current = tx.requirements().of_role(new.role).await?;
    if expected.is_some_and(|expected| expected != current.version) {
        return Err(Error::stale(current.version));
    }
    let changed = RoleRequirement { version: current.version + 1, ..new };
    if (RoleRequirement { version: current.version, ..new }) == current {
        return Ok(current);
    }
    tx.requirements().put(&changed, current.version).await?;
    audit::record(tx, cx, ActKind::RoleRequirementChanged.on(new.role)).await?;
    Ok(changed)
}

/// When the member of staff accepted the notice that is in force.
pub async fn confidentiality_accepted_at(tx: &mut dyn Tx, cx: &Ctx) -> Result<Option<Timestamp>> {
    let account = staff(cx)?;
    tx.requirements().accepted(account, NOTICE).await
}

/// Accepts the confidentiality notice, once: the first date counts.
pub async fn accept_confidentiality(tx: &mut dyn Tx, cx: &Ctx, notice: i32) -> Result<Timestamp> {
    let account = staff(cx)?;
    if notice != NOTICE {
        return Err(Conflict::OldNotice.into());
    }
    if let Some(at) = tx.requirements().accepted(account, NOTICE).await? {
        return Ok(at);
    }
    tx.requirements().accept(account, NOTICE, cx.now()).await?;
    audit::record(tx, cx, ActKind::ConfidentialityAccepted.on(account)).await?;
    Ok(cx.now())
}

fn staff(cx: &Ctx) -> Result<AccountId> {
    let principal = cx.actor().principal()?;
    if principal.role.is_staff() { Ok(principal.account) } else { Err(Denied::MissingPermission.into()) }
}

/// Fails unless the actor has every right that the role has: nobody gives rights that they do not
/// have, and nobody takes anything from those who have more.
pub fn require_rank(cx: &Ctx, role: Role) -> Result<()> {
    let own = cx.actor().principal()?.permissions;
    let is_below = !role.is_staff() || role.permission_set().is_subset_of(own);
    if is_below { Ok(()) } else { Err(Denied::AboveOneself.into()) }
}
