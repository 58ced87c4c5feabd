use super::{Actions, Macro, MacroName};
use crate::{
    Ctx,
    error::{Error, FieldError, Result, Rule},
    id::MacroId,
    identity::Permission,
    page::{Page, PageRequest},
    sharing::{self, Owned, Sharing, onlooker},
    store::Tx,
    ticket::{self, Viewer},
    view::Whose,
};

/// The most macros that one person may have made.
const MOST: u64 = 200;

/// A macro to be made.
#[derive(Debug, Clone)]
pub struct NewMacro {
    /// The id it will have.
    pub id: MacroId,
    /// What it is called.
    pub name: MacroName,
    /// Who else sees and uses it.
    pub sharing: Sharing,
    /// What it does.
    pub actions: Actions,
}

/// What is to change in a macro.
#[derive(Debug, Clone, Default)]
pub struct MacroChange {
    /// What it is called.
    pub name: Option<MacroName>,
    /// Who else sees and uses it.
    pub sharing: Option<Sharing>,
    /// What it does: all of it.
    pub actions: Option<Actions>,
}

/// The macro, if the actor may see it.
pub async fn find(tx: &mut dyn Tx, cx: &Ctx, id: MacroId) -> Result<Macro> {
    let onlooker = onlooker(tx, cx).await?;
    tx.macros().find(&onlooker, id).await?.ok_or(Error::NotFound("macro"))
}

/// One page of the macros that the actor sees, by age.
pub async fn list(tx: &mut dyn Tx, cx: &Ctx, page: &PageRequest<MacroId>) -> Result<Page<Macro, MacroId>> {
    let onlooker = onlooker(tx, cx).await?;
    tx.macros().list(&onlooker, page).await
}

/// Makes a macro.
pub async fn create(tx: &mut dyn Tx, cx: &Ctx, new: NewMacro) -> Result<Macro> {
    cx.actor().require(Permission::TicketRead)?;
    let owner = cx.actor().principal()?.account;
    sharing::check(tx, cx, new.sharing, Permission::MacroShare).await?;
    check_actions(tx, &new.actions, "actions").await?;
    if tx.macros().count_of(owner).await? >= MOST {
        let rule = Rule::new("too_many", format!("a person has at most {MOST} macros"));
        return Err(Error::invalid(FieldError::at("name", rule)));
    }
    let made = Macro {
        id: new.id,
        owner,
        name: new.name,
        sharing: new.sharing,
        actions: new.actions,
        version: 1,
        created_at: cx.now(),
        updated_at: cx.now(),
    };
    tx.macros().add(&made).await?;
    Ok(made)
}

/// Changes a macro, if its version is still `expected`. Nothing is written if nothing changes.
pub async fn change(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: MacroId,
    expected: Option<i64>,
    change: MacroChange,
) -> Result<Macro> {
    let before = find_to_change(tx, cx, id, expected).await?;
    let mut after = before.clone();
    after.sharing = change.sharing.unwrap_or(before.sharing);
    // Also where it stays shared: who has left a team changes nothing for it.
    sharing::check(tx, cx, after.sharing, Permission::MacroShare).await?;
    if let Some(actions) = change.actions {
        check_actions(tx, &actions, "actions").await?;
        after.actions = actions;
    }
    after.name = change.name.unwrap_or(after.name);
    if after == before {
        return Ok(before);
    }
    (after.version, after.updated_at) = (before.version + 1, cx.now());
    tx.macros().update(&after, &before).await?;
    Ok(after)
}

/// Removes a macro. What it has done stays done.
pub async fn remove(tx: &mut dyn Tx, cx: &Ctx, id: MacroId, expected: Option<i64>) -> Result<()> {
    let found = find_to_change(tx, cx, id, expected).await?;
    tx.macros().remove(found.id).await
}

/// Fails unless somebody could do this to some ticket; `at` is the member that says it.
pub async fn check_actions(tx: &mut dyn Tx, actions: &Actions, at: &str) -> Result<()> {
    let mut faults = actions.faults(at);
    let mut fault = |member: &str, text: &str| {
        faults.push(FieldError::at(&format!("{at}/{member}"), Rule::new("unknown_reference", text)));
    };
    if let Some(Whose::Of(assignee)) = actions.assignee
        && !ticket::may_be_assigned(tx, assignee).await?
    {
        fault("assignee", "must be an active member of staff who may answer tickets");
    }
    if let Some(Some(team)) = actions.team
        && !tx.teams().hold(team).await?
    {
        fault("team", "must be a team");
    }
    if let Some((_, other)) = actions.link
        && tx.tickets().glimpse(Viewer::Staff, &[other]).await?.is_empty()
    {
        fault("link/ticket_id", "must be a ticket");
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// A macro is changed by its owner, and a shared one by whoever may share.
async fn find_to_change(tx: &mut dyn Tx, cx: &Ctx, id: MacroId, expected: Option<i64>) -> Result<Macro> {
    let found = find(tx, cx, id).await?;
    let owned = Owned { owner: Some(found.owner), sharing: found.sharing, version: found.version };
    owned.check_change(cx, Permission::MacroShare, expected)?;
    Ok(found)
}
