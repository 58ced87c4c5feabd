//! What becomes of tickets and messages whose person is erased: the fact stays and names nobody.

use super::{Body, EventKind, Status, Subject, event::record_about, undo::hold_with_ticket};
use crate::{
    Ctx,
    error::Result,
    id::{AccountId, MessageId, TicketId},
    store::Tx,
};

/// Closes a ticket that is nobody's from now on, with a mark for a subject. Its messages are gone.
pub(crate) async fn end_without_person(tx: &mut dyn Tx, cx: &Ctx, id: TicketId, mark: &str) -> Result<()> {
    let Some(before) = tx.tickets().find(id).await? else { return Ok(()) };
    let mut after = before.clone();
    after.requester = AccountId::NOBODY;
    after.subject = Subject::from_stored(mark.to_owned());
    let mut events = vec![EventKind::SubjectChanged];
    if before.status != Status::Closed {
        events.push(EventKind::StatusChanged { from: before.status, to: Status::Closed });
        after.status = Status::Closed;
        after.status_at = cx.now();
        (after.wake_at, after.woke_at, after.reminded_at) = (None, None, None);
    }
    after.count_change(&events, cx.now());
    tx.tickets().update(&after, &before).await?;
    tx.events().record(events.into_iter().map(|event| event.sign(cx, id)).collect()).await
}

/// Leaves a mark of a message in somebody else's ticket.
pub(crate) async fn empty_message(tx: &mut dyn Tx, cx: &Ctx, id: MessageId, mark: &str) -> Result<()> {
    let Some((_, mut message)) = hold_with_ticket(tx, id).await? else { return Ok(()) };
    message.body = Body::from_stored(mark.to_owned());
    message.redacted_at = Some(cx.now());
    tx.messages().rewrite(std::slice::from_ref(&message)).await?;
    record_about(tx, cx, message.ticket, EventKind::MessageRedacted { message: id }).await
}
