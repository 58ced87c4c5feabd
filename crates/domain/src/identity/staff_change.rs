use super::{Account, AccountState, Permission, ProfileChange, Role};
use crate::{
    Ctx,
    access::{require_fresh, require_rank},
    audit::{self, ActKind},
    contact::PersonName,
    error::{Conflict, Error, FieldError, Result, Rule},
    id::AccountId,
    store::Tx,
};

/// What to change of a member of staff.
#[derive(Debug, Clone, Default)]
pub struct StaffChange {
    /// Shown to customers under replies.
    pub name: Option<PersonName>,
    /// What the person may do.
    pub role: Option<Role>,
    /// Whether the person may sign in: active or disabled.
    pub state: Option<AccountState>,
}

/// Changes a member of staff, if the version is still `expected`. Whoever is disabled is signed out
/// everywhere, and their API tokens and links are gone. The tickets assigned to them stay so: who takes them
/// over is for people to decide.
pub async fn change_staff(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: AccountId,
    expected: Option<i64>,
    change: StaffChange,
) -> Result<Account> {
    cx.actor().require(Permission::StaffManage)?;
    require_fresh(tx, cx).await?;
    let before = super::find_account(tx, cx, id, true).await?;
    if expected.is_some_and(|version| version != before.version) {
        return Err(Error::stale(before.version));
    }
    let StaffChange { name, role, state } = change;
    let role = role.unwrap_or(before.role);
    if !role.is_staff() {
        let refused = Rule::new("invalid_value", "must be a role of the staff");
        return Err(Error::invalid(FieldError::at("role", refused)));
    }
    require_rank(cx, before.role)?;
    require_rank(cx, role)?;
    let mut after = before.clone();
    after.name = name.unwrap_or(after.name);
    after.role = role;
    after.state = state.unwrap_or(after.state);
    if after == before {
        return Ok(before);
    }
    if before.state == AccountState::Unverified && after.state != before.state {
        return Err(Conflict::NotYetHere.into());
    }
    keep_an_admin(tx, &before, &after).await?;
    after.version += 1;
    after.updated_at = cx.now();
    tx.accounts().update(&after, before.version).await?;
    if after.state == AccountState::Disabled {
        tx.sessions().revoke_all(id, None, cx.now()).await?;
        tx.api_tokens().remove_all(id).await?;
        tx.codes().void(id, cx.now()).await?;
        tx.email_changes().remove(id).await?;
    }
    put_on_record(tx, cx, &before, &after).await?;
    Ok(after)
}

/// Fails if nobody could administer the desk any more.
async fn keep_an_admin(tx: &mut dyn Tx, before: &Account, after: &Account) -> Result<()> {
    let is_admin = |account: &Account| account.role == Role::Admin && account.state == AccountState::Active;
    if !is_admin(before) || is_admin(after) {
        return Ok(());
    }
    let admins = tx.staff().lock_active(Role::Admin).await?;
    if admins.iter().any(|admin| *admin != before.id) { Ok(()) } else { Err(Conflict::LastAdmin.into()) }
}

async fn put_on_record(tx: &mut dyn Tx, cx: &Ctx, before: &Account, after: &Account) -> Result<()> {
    let acts = [
        (before.name != after.name, ActKind::StaffRenamed),
        (before.role != after.role, ActKind::StaffRoleChanged),
        (before.state != after.state && after.state == AccountState::Disabled, ActKind::StaffDisabled),
        (before.state != after.state && after.state == AccountState::Active, ActKind::StaffEnabled),
    ];
    for (_, act) in acts.into_iter().filter(|(happened, _)| *happened) {
        audit::record(tx, cx, act.on(after.id)).await?;
    }
    Ok(())
}

/// Corrects a customer's contact data, if the version is still `expected`. The e-mail address is the
/// customer's own to change: it signs them in.
pub async fn correct_customer(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: AccountId,
    expected: Option<i64>,
    change: ProfileChange,
) -> Result<Account> {
    cx.actor().require(Permission::CustomerWrite)?;
    let before = super::find_account(tx, cx, id, false).await?;
    if expected.is_some_and(|version| version != before.version) {
        return Err(Error::stale(before.version));
    }
    let mut after = before.clone();
    change.apply(&mut after);
    if after == before {
        return Ok(before);
    }
    after.version += 1;
    after.updated_at = cx.now();
    tx.accounts().update(&after, before.version).await?;
    audit::record(tx, cx, ActKind::CustomerCorrected.on(id)).await?;
    Ok(after)
}
