//! Renaming a label: all tickets that carry it carry another one afterwards. If tickets carry that one
//! already, the two become one. Removing one is renaming it to none.

use async_trait::async_trait;
use chrono::Duration;

use super::{EventKind, Tag, Ticket};
use crate::{
    Ctx,
    audit::{self, ActKind},
    clock::Timestamp,
    error::{Conflict, Error, FieldError, Result, Rule},
    id::{AccountId, TagRenameId, TicketId},
    identity::Permission,
    job::{JobRequest, Work},
    macros::Macro,
    store::Tx,
    view::View,
};

/// How long an order and its result are kept.
pub const RENAMES_KEPT_FOR: Duration = Duration::days(7);
/// How many tickets one transaction changes.
const BATCH: u64 = 50;

/// An order to rename or remove a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagRename {
    /// Stable id.
    pub id: TagRenameId,
    /// The label that goes.
    pub from: Tag,
    /// The label that takes its place; none, if it is removed.
    pub to: Option<Tag>,
    /// Who ordered it.
    pub ordered_by: AccountId,
    /// How many tickets were changed so far.
    pub changed: u64,
    /// The last ticket that was changed: it goes through them once, by id, so that two orders that undo
    /// each other both come to an end.
    pub last: Option<TicketId>,
    /// When it was ordered.
    pub created_at: Timestamp,
    /// When the last ticket was changed.
    pub finished_at: Option<Timestamp>,
}

/// Orders to rename labels in the store.
#[async_trait]
pub trait TagRenameRepo: Send {
    /// Stores a new order.
    async fn add(&mut self, rename: &TagRename) -> Result<()>;
    /// The order; who is about to write has it alone.
    async fn find(&mut self, id: TagRenameId) -> Result<Option<TagRename>>;
    /// Writes down how far an order is.
    async fn update(&mut self, rename: &TagRename) -> Result<()>;
    /// Tickets that carry the label, deleted ones too, by id from `after` on; the caller has them alone.
    async fn carriers(&mut self, tag: &Tag, after: Option<TicketId>, limit: u64) -> Result<Vec<Ticket>>;
    /// Removes orders made before `before`; returns how many.
    async fn remove_older(&mut self, before: Timestamp, limit: u64) -> Result<u64>;
}

/// Orders to rename a label; a job does it.
pub async fn rename_tag(tx: &mut dyn Tx, cx: &Ctx, id: TagRenameId, from: Tag, to: Tag) -> Result<TagRename> {
    require_carried(tx, cx, &from).await?;
    if from == to {
        let rule = Rule::new("invalid_value", "must be another label");
        return Err(Error::invalid(FieldError::at("to", rule)));
    }
    order(tx, cx, id, from, Some(to)).await
}

/// Orders to take a label off all tickets; a job does it. What is shared must not name it any more: a macro
/// would bring it back, a view would be empty. What people keep for themselves stays theirs.
pub async fn remove_tag(tx: &mut dyn Tx, cx: &Ctx, tag: Tag) -> Result<TagRename> {
    require_carried(tx, cx, &tag).await?;
    let views = tx.views().naming(&tag).await?;
    let is_in_views = views.iter().any(|view| view.sharing.is_shared() && view.filter.names(&tag));
    if is_in_views || tx.macros().naming(&tag).await?.iter().any(|found| found.sharing.is_shared()) {
        return Err(Conflict::TagNamed.into());
    }
    order(tx, cx, TagRenameId::new(cx), tag, None).await
}

async fn require_carried(tx: &mut dyn Tx, cx: &Ctx, tag: &Tag) -> Result<()> {
    cx.actor().require(Permission::TagManage)?;
    let carriers = tx.tag_renames().carriers(tag, None, 1).await?;
    if carriers.is_empty() { Err(Error::NotFound("label")) } else { Ok(()) }
}

async fn order(tx: &mut dyn Tx, cx: &Ctx, id: TagRenameId, from: Tag, to: Option<Tag>) -> Result<TagRename> {
    let act = if to.is_some() { ActKind::TagRenamed } else { ActKind::TagRemoved };
    let rename = TagRename {
        id,
        from,
        to,
        ordered_by: cx.actor().principal()?.account,
        changed: 0,
        last: None,
        created_at: cx.now(),
        finished_at: None,
    };
    tx.tag_renames().add(&rename).await?;
    tx.jobs().enqueue(JobRequest::now(cx, Work::RenameTag { rename: id })).await?;
    audit::record(tx, cx, act.alone()).await?;
    Ok(rename)
}

/// How far an order is; that to rename is another thing than that to remove.
pub async fn find_tag_rename(tx: &mut dyn Tx, cx: &Ctx, id: TagRenameId) -> Result<TagRename> {
    cx.actor().require(Permission::TagManage)?;
    let found = tx.tag_renames().find(id).await?;
    found.filter(|rename| rename.to.is_some()).ok_or(Error::NotFound("order"))
}

/// How far an order to remove a label is.
pub async fn find_tag_removal(tx: &mut dyn Tx, cx: &Ctx, id: TagRenameId) -> Result<TagRename> {
    cx.actor().require(Permission::TagManage)?;
    let found = tx.tag_renames().find(id).await?;
    found.filter(|rename| rename.to.is_none()).ok_or(Error::NotFound("order"))
}

/// Renames or removes the label on some more tickets, and renames it behind the last in views and macros;
/// false when it is done. Closed tickets are among them: it is the label that changes, not what is said of
/// them.
pub async fn rename_some(tx: &mut dyn Tx, cx: &Ctx, id: TagRenameId) -> Result<bool> {
    let found = tx.tag_renames().find(id).await?;
    let Some(mut rename) = found.filter(|rename| rename.finished_at.is_none()) else { return Ok(false) };
    let tickets = tx.tag_renames().carriers(&rename.from, rename.last, BATCH).await?;
    let mut events = Vec::new();
    // Someone may have taken the label off while a ticket was waited for.
    for before in tickets.iter().filter(|ticket| ticket.tags.contains(&rename.from)) {
        let mut after = before.clone();
        let kinds = after.relabel(&rename.from, rename.to.as_ref());
        after.count_change(&kinds, cx.now());
        tx.tickets().update(&after, before).await?;
        events.extend(kinds.into_iter().map(|kind| kind.sign_by(cx, before.id, rename.ordered_by)));
        rename.changed += 1;
    }
    rename.last = tickets.last().map(|ticket| ticket.id).or(rename.last);
    tx.events().record(events).await?;
    // Fewer than asked for may have been left after others were waited for: only none is the end.
    let more = !tickets.is_empty();
    if !more && let Some(to) = &rename.to {
        rename_in_rules(tx, cx, &rename.from, to).await?;
    }
    rename.finished_at = (!more).then(|| cx.now());
    tx.tag_renames().update(&rename).await?;
    Ok(more)
}

/// What views look for and macros put on tickets is called so, too: otherwise the old name would come back.
async fn rename_in_rules(tx: &mut dyn Tx, cx: &Ctx, from: &Tag, to: &Tag) -> Result<()> {
    let views = tx.views().naming(from).await?;
    for before in views {
        let filter = before.filter.relabelled(from, to);
        if filter != before.filter {
            let (version, updated_at) = (before.version + 1, cx.now());
            tx.views().update(&View { filter, version, updated_at, ..before.clone() }, &before).await?;
        }
    }
    let macros = tx.macros().naming(from).await?;
    for before in macros {
        let actions = before.actions.relabelled(from, to);
        if actions != before.actions {
            let (version, updated_at) = (before.version + 1, cx.now());
            tx.macros().update(&Macro { actions, version, updated_at, ..before.clone() }, &before).await?;
        }
    }
    Ok(())
}

impl Ticket {
    fn relabel(&mut self, from: &Tag, to: Option<&Tag>) -> Vec<EventKind> {
        let mut events = Vec::new();
        if let Some(to) = to.filter(|to| self.tags.insert((*to).clone())) {
            events.push(EventKind::TagAdded { tag: to.clone() });
        }
        if self.tags.remove(from) {
            events.push(EventKind::TagRemoved { tag: from.clone() });
        }
        events
    }
}
