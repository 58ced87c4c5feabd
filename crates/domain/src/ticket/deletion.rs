//! Deleting tickets: for 30 days a lead can bring them back; meanwhile they are nowhere to be seen.

use async_trait::async_trait;
use chrono::Duration;

use super::{EventKind, Position, Status, Ticket, find, merge::expect_version};
use crate::{
    Ctx, attachment,
    clock::Timestamp,
    error::{Conflict, Error, Result},
    id::{AccountId, MessageId, TicketId},
    identity::Permission,
    job::{JobRequest, Work},
    page::{Page, PageRequest},
    store::Tx,
};

/// For how long a deleted ticket can be brought back.
pub const RESTORABLE_FOR: Duration = Duration::days(30);

/// A ticket that was deleted and is not erased yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedTicket {
    /// The ticket as it was.
    pub ticket: Ticket,
    /// Who deleted it.
    pub deleted_by: Option<AccountId>,
    /// When.
    pub deleted_at: Timestamp,
}

/// Deleted tickets in the store: the only way to them.
#[async_trait]
pub trait DeletionRepo: Send {
    /// Takes a ticket out of sight.
    async fn delete(&mut self, ticket: TicketId, by: Option<AccountId>, at: Timestamp) -> Result<()>;
    /// The ticket, if it is deleted.
    async fn find(&mut self, ticket: TicketId) -> Result<Option<DeletedTicket>>;
    /// Brings a ticket back.
    async fn restore(&mut self, ticket: TicketId) -> Result<()>;
    /// One page of deleted tickets, last deleted first.
    async fn list(&mut self, page: &PageRequest<Position>) -> Result<Page<DeletedTicket, Position>>;
    /// Up to `limit` tickets that were deleted before `before`, longest ago first.
    async fn due(&mut self, before: Timestamp, limit: u64) -> Result<Vec<TicketId>>;
    /// A ticket's messages, whether they are held back or not.
    async fn messages(&mut self, ticket: TicketId) -> Result<Vec<MessageId>>;
    /// A ticket's replies that are held back.
    async fn held(&mut self, ticket: TicketId) -> Result<Vec<MessageId>>;
    /// Removes a ticket and all that belongs to it, for good.
    async fn erase(&mut self, ticket: TicketId) -> Result<()>;
}

/// Deletes a ticket, if its version is still `expected`: from now on it is not there for anybody.
pub async fn delete(tx: &mut dyn Tx, cx: &Ctx, id: TicketId, expected: Option<i64>) -> Result<()> {
    cx.actor().require(Permission::TicketDelete)?;
    let before = expect_version(find(tx, cx, id).await?, expected)?;
    // What was merged into it goes with it, though nobody has deleted that: as long as a merge can be undone, it
    // is to be undone first.
    let merges = tx.merges().list(id).await?;
    let has_others = merges.iter().any(|merge| merge.target == id && merge.undone_at.is_none());
    if has_others && before.status != Status::Closed {
        return Err(Conflict::Merge("tickets were merged into it: undo those merges first").into());
    }
    if !tx.repairs().open_in(&[id]).await?.is_empty() {
        return Err(Conflict::TicketInRepair.into());
    }
    note(tx, cx, &before, EventKind::Deleted).await?;
    tx.deletions().delete(id, cx.actor().account(), cx.now()).await
}

/// Brings a deleted ticket back as it was. Harmless if it is there.
pub async fn restore(tx: &mut dyn Tx, cx: &Ctx, id: TicketId) -> Result<Ticket> {
    cx.actor().require(Permission::TicketDelete)?;
    let Some(deleted) = tx.deletions().find(id).await? else { return find(tx, cx, id).await };
    if deleted.deleted_at + RESTORABLE_FOR <= cx.now() {
        return Err(Error::NotFound("ticket"));
    }
    tx.deletions().restore(id).await?;
    note(tx, cx, &deleted.ticket, EventKind::Restored).await?;
    // What was to go out meanwhile goes out now.
    let held = tx.deletions().held(id).await?;
    for message in held {
        let work = Work::ReleaseMessage { message, by_macro: None };
        tx.jobs().enqueue(JobRequest::now(cx, work)).await?;
    }
    find(tx, cx, id).await
}

/// One page of the tickets that can be brought back.
pub async fn deleted(
    tx: &mut dyn Tx,
    cx: &Ctx,
    page: &PageRequest<Position>,
) -> Result<Page<DeletedTicket, Position>> {
    cx.actor().require(Permission::TicketDelete)?;
    tx.deletions().list(page).await
}

/// Erases up to `limit` tickets that were deleted before `before`; returns how many.
pub async fn erase_deleted(tx: &mut dyn Tx, cx: &Ctx, before: Timestamp, limit: u64) -> Result<u64> {
    let due = tx.deletions().due(before, limit).await?;
    for ticket in &due {
        let messages = tx.deletions().messages(*ticket).await?;
        let files = tx.attachments().of_messages(&messages).await?;
        for file in files {
            if let Some(content) = file.content {
                attachment::remove_later(tx, cx, content.object).await?;
            }
        }
        tx.deletions().erase(*ticket).await?;
    }
    Ok(due.len() as u64)
}

/// The desk's business: the requester's version stays what it was.
async fn note(tx: &mut dyn Tx, cx: &Ctx, before: &Ticket, event: EventKind) -> Result<()> {
    let mut after = before.clone();
    after.count_change(std::slice::from_ref(&event), cx.now());
    tx.tickets().update(&after, before).await?;
    tx.events().record(vec![event.sign(cx, before.id)]).await
}
