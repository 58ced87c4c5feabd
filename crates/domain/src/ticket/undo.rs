//! Sending with a moment to think: a reply of the staff is held back from customers, and its author
//! can take it back. Until it goes out it has changed nothing: so taking it back leaves nothing to
//! restore, whatever else has happened to the ticket meanwhile.

use super::{
    Message, MessageKind, Mover, Status, Ticket, find,
    post::{Act, publish, status_after},
    sweep,
};
use crate::{
    Ctx,
    attachment::Attachment,
    error::{Conflict, Denied, Error, Result},
    id::{AccountId, MessageId},
    identity::{AccountState, Permission},
    job::{JobRequest, Work},
    store::Tx,
};

/// Stores a reply that goes out later; says now if it could not move the ticket.
pub(super) async fn hold(
    tx: &mut dyn Tx,
    cx: &Ctx,
    before: &Ticket,
    message: Message,
    target: Option<Status>,
) -> Result<Message> {
    if let Some(to) = target {
        before.clone().move_to(to, Mover::Staff, cx.now())?;
    }
    tx.messages().add(&message).await?;
    count_for_staff(tx, cx, before).await?;
    let work = Work::ReleaseMessage { message: message.id, by_macro: cx.of_macro() };
    let run_at = message.held.map_or(cx.now(), |hold| hold.until);
    tx.jobs().enqueue(JobRequest { run_at, ..JobRequest::now(cx, work) }).await?;
    Ok(message)
}

/// Lets a held reply go out, as if its author sent it now. It moves the ticket unless somebody has
/// moved it since the reply was written: the later decision stands. In the name of someone who may not
/// write any more nothing goes out: it becomes a note, which moves nothing.
pub async fn release(tx: &mut dyn Tx, cx: &Ctx, id: MessageId) -> Result<()> {
    let Some((before, message)) = locked(tx, id).await? else { return Ok(()) };
    let Some(hold) = message.held else { return Ok(()) };
    if !may_write(tx, message.author).await? {
        tx.messages().keep_back(id).await?;
        let note = Message { kind: MessageKind::Note, held: None, ..message };
        let act = Act { target: None, mover: Mover::Staff, at: note.created_at, mentioned: Vec::new() };
        return publish(tx, cx, &before, &note, act).await;
    }
    let target = hold.set_status.or_else(|| status_after(&message, before.status));
    let may_move = |to: &Status| {
        before.status_at <= message.created_at && before.status.check_move(*to, Mover::Staff).is_ok()
    };
    let act = Act {
        target: target.filter(may_move),
        mover: Mover::Staff,
        at: message.created_at,
        mentioned: Vec::new(),
    };
    tx.messages().release(id, before.requester_version + 1).await?;
    publish(tx, cx, &before, &message, act).await
}

/// Whether this account is in use, and has the right to answer customers.
async fn may_write(tx: &mut dyn Tx, author: AccountId) -> Result<bool> {
    let author = tx.accounts().find(author).await?;
    Ok(author.is_some_and(|a| a.state == AccountState::Active && a.role.may(Permission::TicketWrite)))
}

/// Takes back one's own reply that is not out yet.
pub async fn undo(tx: &mut dyn Tx, cx: &Ctx, id: MessageId) -> Result<()> {
    cx.actor().require(Permission::TicketWrite)?;
    let absent = || Error::NotFound("message");
    let (before, message) = locked(tx, id).await?.ok_or_else(absent)?;
    find(tx, cx, before.id).await.map_err(|_| absent())?;
    if cx.actor().account() != Some(message.author) {
        return Err(Denied::MissingPermission.into());
    }
    if message.held.is_none() {
        return Err(Conflict::AlreadySent.into());
    }
    // Its files wait again.
    let files = tx.attachments().of_messages(&[id]).await?;
    for file in files {
        tx.attachments().update(&Attachment { part_of: None, ..file }).await?;
    }
    tx.messages().remove(id).await?;
    count_for_staff(tx, cx, &before).await
}

/// A message and its ticket, locked: of a release and an undo at once, one comes first. While the ticket is
/// waited for, a merge may take the message along.
async fn locked(tx: &mut dyn Tx, id: MessageId) -> Result<Option<(Ticket, Message)>> {
    let found = hold_with_ticket(tx, id).await?;
    Ok(found.and_then(|(ticket, message)| Some((ticket?, message))))
}

/// The same, also where the ticket is deleted: it is held as well, and not returned.
pub(super) async fn hold_with_ticket(
    tx: &mut dyn Tx,
    id: MessageId,
) -> Result<Option<(Option<Ticket>, Message)>> {
    let Some(mut message) = tx.messages().find(id).await? else { return Ok(None) };
    loop {
        tx.mark_locks().await?;
        let ticket = sweep::hold_one(tx, message.ticket).await?;
        let Some(found) = tx.messages().find(id).await? else { return Ok(None) };
        if found.ticket == message.ticket {
            return Ok(Some((ticket, found)));
        }
        tx.release_locks().await?;
        message = found;
    }
}

async fn count_for_staff(tx: &mut dyn Tx, cx: &Ctx, before: &Ticket) -> Result<()> {
    let mut after = before.clone();
    after.count_change(&[], cx.now());
    tx.tickets().update(&after, before).await
}
