use super::{Asked, Builtin, Sharing, View, ViewFilter, ViewName};
use crate::{
    Ctx,
    error::{Denied, Error, FieldError, Result, Rule},
    id::{AccountId, TeamId, ViewId},
    identity::{Language, Permission},
    page::{Page, PageRequest},
    store::Tx,
    ticket::{TicketFilter, TicketOrder},
};

/// The most views that one person may have made.
const MOST: u64 = 50;

/// A view to be made.
#[derive(Debug, Clone)]
pub struct NewView {
    /// The id it will have.
    pub id: ViewId,
    /// What it is called.
    pub name: ViewName,
    /// Who else sees it.
    pub sharing: Sharing,
    /// Which tickets it shows.
    pub filter: ViewFilter,
    /// In which order.
    pub order: TicketOrder,
}

/// What is to change in a view.
#[derive(Debug, Clone, Default)]
pub struct ViewChange {
    /// What it is called.
    pub name: Option<ViewName>,
    /// Who else sees it.
    pub sharing: Option<Sharing>,
    /// Which tickets it shows.
    pub filter: Option<ViewFilter>,
    /// In which order.
    pub order: Option<TicketOrder>,
}

/// The view, if the actor may see it.
pub async fn find(tx: &mut dyn Tx, cx: &Ctx, id: ViewId, language: Language) -> Result<View> {
    let (account, teams) = viewer(tx, cx).await?;
    if let Some(builtin) = Builtin::from_id(id) {
        return Ok(builtin.view(language));
    }
    tx.views().find(account, &teams, id).await?.ok_or(Error::NotFound("view"))
}

/// One page of the views that the actor sees: the built-in ones, then the others by age.
pub async fn list(
    tx: &mut dyn Tx,
    cx: &Ctx,
    language: Language,
    page: &PageRequest<ViewId>,
) -> Result<Page<View, ViewId>> {
    let (account, teams) = viewer(tx, cx).await?;
    let ahead = |id: ViewId| page.after.is_none_or(|after| id > after);
    let mut views: Vec<_> =
        Builtin::ALL.into_iter().filter(|view| ahead(view.id())).map(|view| view.view(language)).collect();
    let stored = tx.views().list(account, &teams, page).await?;
    let more = stored.next.is_some();
    views.extend(stored.items);
    let mut page = Page::from_overfull(views, page.limit, |view| view.id);
    if more && page.next.is_none() {
        page.next = page.items.last().map(|view| view.id);
    }
    Ok(page)
}

/// What a view shows to the actor now.
pub async fn resolve(tx: &mut dyn Tx, cx: &Ctx, views: &[View]) -> Result<Vec<TicketFilter>> {
    let (by, teams) = viewer(tx, cx).await?;
    let asked = Asked { by, teams: &teams, at: cx.now() };
    Ok(views.iter().map(|view| view.filter.resolve(asked)).collect())
}

/// Makes a view.
pub async fn create(tx: &mut dyn Tx, cx: &Ctx, new: NewView) -> Result<View> {
    cx.actor().require(Permission::TicketRead)?;
    let owner = cx.actor().principal()?.account;
    check_sharing(tx, cx, new.sharing).await?;
    if tx.views().count_of(owner).await? >= MOST {
        let rule = Rule::new("too_many", format!("a person has at most {MOST} views"));
        return Err(Error::invalid(FieldError::at("name", rule)));
    }
    let view = View {
        id: new.id,
        builtin: None,
        owner: Some(owner),
        name: new.name,
        sharing: new.sharing,
        filter: new.filter,
        order: new.order,
        version: 1,
        created_at: cx.now(),
        updated_at: cx.now(),
    };
    tx.views().add(&view).await?;
    Ok(view)
}

/// Changes a view, if its version is still `expected`. Nothing is written if nothing changes.
pub async fn change(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: ViewId,
    expected: Option<i64>,
    change: ViewChange,
) -> Result<View> {
    let before = find_to_change(tx, cx, id, expected).await?;
    let mut after = before.clone();
    if let Some(sharing) = change.sharing.filter(|sharing| *sharing != before.sharing) {
        check_sharing(tx, cx, sharing).await?;
        after.sharing = sharing;
    }
    after.name = change.name.unwrap_or(after.name);
    after.filter = change.filter.unwrap_or(after.filter);
    after.order = change.order.unwrap_or(after.order);
    if after == before {
        return Ok(before);
    }
    (after.version, after.updated_at) = (before.version + 1, cx.now());
    tx.views().update(&after, &before).await?;
    Ok(after)
}

/// Removes a view.
pub async fn remove(tx: &mut dyn Tx, cx: &Ctx, id: ViewId, expected: Option<i64>) -> Result<()> {
    let view = find_to_change(tx, cx, id, expected).await?;
    tx.views().remove(view.id).await
}

/// A view is changed by its owner, and a shared one by whoever may share. Nobody changes a built-in one.
async fn find_to_change(tx: &mut dyn Tx, cx: &Ctx, id: ViewId, expected: Option<i64>) -> Result<View> {
    let view = find(tx, cx, id, Language::default()).await?;
    let is_mine = view.owner.is_some() && view.owner == cx.actor().account();
    let may_share = view.sharing.is_shared() && cx.actor().may(Permission::ViewShare);
    if view.builtin.is_some() || !(is_mine || may_share) {
        return Err(Denied::MissingPermission.into());
    }
    if expected.is_some_and(|expected| expected != view.version) {
        return Err(Error::Stale { current: view.version });
    }
    Ok(view)
}

async fn check_sharing(tx: &mut dyn Tx, cx: &Ctx, sharing: Sharing) -> Result<()> {
    if sharing.is_shared() {
        cx.actor().require(Permission::ViewShare)?;
    }
    match sharing {
        Sharing::Team(team) if !tx.teams().hold(team).await? => {
            let rule = Rule::new("unknown_reference", "must be a team");
            Err(Error::invalid(FieldError::at("team_id", rule)))
        }
        _ => Ok(()),
    }
}

/// Through whose eyes the actor looks at views: the account's, and its teams'.
async fn viewer(tx: &mut dyn Tx, cx: &Ctx) -> Result<(AccountId, Vec<TeamId>)> {
    cx.actor().require(Permission::TicketRead)?;
    let account = cx.actor().principal()?.account;
    let teams = tx.teams().of_member(account).await?;
    Ok((account, teams))
}
