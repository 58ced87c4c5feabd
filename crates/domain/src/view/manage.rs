use super::{Asked, Builtin, View, ViewFilter, ViewName};
use crate::{
    Ctx,
    contact::Phone,
    error::{Error, FieldError, Result, Rule},
    id::ViewId,
    identity::{Account, Language, Permission},
    page::{Page, PageRequest},
    search::{Condition, Criterion, Searcher, Wanted},
    sharing::{self, Onlooker, Owned, Sharing, onlooker},
    store::Tx,
    ticket::{TicketFilter, TicketOrder, Viewer},
};

/// How many tickets are looked for in words: one more than lists are counted to, and bulk orders may name.
pub const MOST_FOUND: u16 = 1001;
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
    let onlooker = onlooker(tx, cx).await?;
    if let Some(builtin) = Builtin::from_id(id) {
        return Ok(builtin.view(language));
    }
    tx.views().find(&onlooker, id).await?.ok_or(Error::NotFound("view"))
}

/// One page of the views that the actor sees: the built-in ones, then the others by age.
pub async fn list(
    tx: &mut dyn Tx,
    cx: &Ctx,
    language: Language,
    page: &PageRequest<ViewId>,
) -> Result<Page<View, ViewId>> {
    let onlooker = onlooker(tx, cx).await?;
    let ahead = |id: ViewId| page.after.is_none_or(|after| id > after);
    let mut views: Vec<_> =
        Builtin::ALL.into_iter().filter(|view| ahead(view.id())).map(|view| view.view(language)).collect();
    let stored = tx.views().list(&onlooker, page).await?;
    let more = stored.next.is_some();
    views.extend(stored.items);
    let mut page = Page::from_overfull(views, page.limit, |view| view.id);
    if more && page.next.is_none() {
        page.next = page.items.last().map(|view| view.id);
    }
    Ok(page)
}

/// What a view shows to somebody now.
#[derive(Debug, Clone, Default)]
pub struct Resolved {
    /// Which tickets.
    pub filter: TicketFilter,
    /// Whether there are no more: where words are looked for, the search may end before.
    pub is_whole: bool,
}

/// What views show to the actor now. Where one looks for words, these are up to `most` tickets, the newest.
pub async fn resolve(tx: &mut dyn Tx, cx: &Ctx, views: &[View], most: u16) -> Result<Vec<Resolved>> {
    let Onlooker { account, teams } = onlooker(tx, cx).await?;
    let asked = Asked { by: account, teams: &teams, at: cx.now(), searcher: Searcher::of(cx.actor()) };
    let mut resolved = Vec::with_capacity(views.len());
    for view in views {
        let (mut filter, words) = view.filter.resolve(asked);
        let mut is_whole = true;
        if !words.is_empty() {
            let found =
                tx.search().tickets(Viewer::Staff, &words, &filter, &PageRequest::first(most)).await?;
            is_whole = found.next.is_none();
            let numbers = found.items.iter().map(|row| row.number).collect();
            filter.conditions.push(Condition { negated: false, criterion: Criterion::Among(numbers) });
        }
        resolved.push(Resolved { filter, is_whole });
    }
    Ok(resolved)
}

/// Makes a view.
pub async fn create(tx: &mut dyn Tx, cx: &Ctx, new: NewView) -> Result<View> {
    cx.actor().require(Permission::TicketRead)?;
    let owner = cx.actor().principal()?.account;
    sharing::check(tx, cx, new.sharing, Permission::ViewShare).await?;
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
    after.sharing = change.sharing.unwrap_or(before.sharing);
    // Also where it stays shared: who has left a team changes nothing for it.
    sharing::check(tx, cx, after.sharing, Permission::ViewShare).await?;
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

/// Puts a mark into every query that looks for somebody who is erased.
pub(crate) async fn forget_person(tx: &mut dyn Tx, cx: &Ctx, person: &Account, mark: &str) -> Result<()> {
    let phone = person.contact.phone.as_ref().map_or("", Phone::as_str);
    let wanted = Wanted::new(person.id, &[person.name.as_str(), person.email.as_str(), phone]);
    let views = tx.views().with_query().await?;
    for before in views {
        let query = before.filter.query.as_ref().map(|query| query.without(&wanted, mark));
        if query != before.filter.query {
            let filter = ViewFilter { query, ..before.filter.clone() };
            let (version, updated_at) = (before.version + 1, cx.now());
            tx.views().update(&View { filter, version, updated_at, ..before.clone() }, &before).await?;
        }
    }
    Ok(())
}

/// Removes a view.
pub async fn remove(tx: &mut dyn Tx, cx: &Ctx, id: ViewId, expected: Option<i64>) -> Result<()> {
    let view = find_to_change(tx, cx, id, expected).await?;
    tx.views().remove(view.id).await
}

/// A view is changed by its owner, and a shared one by whoever may share. Nobody changes a built-in one.
async fn find_to_change(tx: &mut dyn Tx, cx: &Ctx, id: ViewId, expected: Option<i64>) -> Result<View> {
    let view = find(tx, cx, id, Language::default()).await?;
    let owned = Owned { owner: view.owner, sharing: view.sharing, version: view.version };
    owned.check_change(cx, Permission::ViewShare, expected)?;
    Ok(view)
}
