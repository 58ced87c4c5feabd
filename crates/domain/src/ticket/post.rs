use super::{
    Body, BodyFormat, EventKind, Message, MessageKind, NewTicket, Status, Ticket, event::mover, find,
    merge::follow_merges, open,
};
use crate::{
    Ctx,
    error::{Denied, Error, Result},
    id::{MessageId, TicketId},
    identity::Permission,
    job::JobRequest,
    mail::MailOrder,
    store::Tx,
};

/// A message to be posted.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// The id it will have.
    pub id: MessageId,
    /// For whom.
    pub kind: MessageKind,
    /// How to read the body.
    pub format: BodyFormat,
    /// What is said.
    pub body: Body,
    /// Moves the ticket with the same act.
    pub set_status: Option<Status>,
}

/// Posts a reply or a note. The requester's reply reopens the ticket, or opens a follow-up if it is
/// closed; a reply of the staff goes to the requester by mail.
pub async fn post(tx: &mut dyn Tx, cx: &Ctx, ticket: TicketId, new: NewMessage) -> Result<Message> {
    let principal = cx.actor().principal()?;
    let mut before = find(tx, cx, ticket).await?;
    if !principal.role.is_staff() {
        before = follow_merges(tx, cx, before).await?;
    }
    let ticket = before.id;
    let by_staff = principal.role.is_staff();
    check_right(cx, &new)?;
    let is_cc = !by_staff && principal.account != before.requester;
    if is_cc && new.set_status.is_some() {
        return Err(Denied::MissingPermission.into());
    }
    if before.status == Status::Closed && !by_staff && !is_cc && new.set_status.is_none() {
        return post_follow_up(tx, cx, &before, new).await;
    }
    before.must_not_be_closed()?;

    let message = Message {
        id: new.id,
        ticket,
        origin: None,
        kind: new.kind,
        author: principal.account,
        by_staff,
        format: new.format,
        body: new.body,
        created_at: cx.now(),
    };
    let mut after = before.clone();
    let mut events = vec![match message.kind {
        MessageKind::Reply => EventKind::ReplyAdded { message: message.id },
        MessageKind::Note => EventKind::NoteAdded { message: message.id },
    }];
    let target = new.set_status.or_else(|| status_after(&message, before.status));
    if let Some(to) = target {
        events.extend(after.move_to(to, mover(cx.actor()), cx.now())?);
    }
    if after.status == Status::Pending && message.kind == MessageKind::Reply {
        // The requester has something new to answer: the time to do so begins again.
        (after.status_at, after.reminded_at) = (cx.now(), None);
    }
    after.count_change(&events, cx.now());
    tx.tickets().update(&after, &before).await?;
    tx.messages().add(&message).await?;
    tx.events().record(events.into_iter().map(|event| event.sign(cx, ticket)).collect()).await?;
    if let Some(order) = mail_about(&message, &before, &after) {
        tx.jobs().enqueue(JobRequest::send_mail(cx, order)).await?;
    }
    Ok(message)
}

fn check_right(cx: &Ctx, new: &NewMessage) -> Result<()> {
    let needed = match new.kind {
        MessageKind::Note => Permission::TicketNote,
        MessageKind::Reply if cx.actor().may(Permission::TicketRequest) => Permission::TicketRequest,
        MessageKind::Reply => Permission::TicketWrite,
    };
    cx.actor().require(needed)?;
    let may_move = cx.actor().may(Permission::TicketWrite) || cx.actor().may(Permission::TicketRequest);
    if new.set_status.is_some() && !may_move {
        return Err(Error::Denied(Denied::MissingPermission));
    }
    Ok(())
}

/// Where a message takes the ticket by itself: the requester's reply makes it the desk's turn; the
/// first reply of the staff means that someone has looked.
fn status_after(message: &Message, from: Status) -> Option<Status> {
    match (message.kind, message.by_staff, from) {
        (MessageKind::Reply, false, Status::Pending | Status::OnHold | Status::Solved)
        | (MessageKind::Reply, true, Status::New) => Some(Status::Open),
        _ => None,
    }
}

/// Who is told of a message. A ticket that is solved with a note is announced like any other: no mail
/// would tell the requester that there was a note.
fn mail_about(message: &Message, before: &Ticket, ticket: &Ticket) -> Option<MailOrder> {
    let is_solved = before.status != Status::Solved && ticket.status == Status::Solved;
    match (message.kind, message.by_staff) {
        (MessageKind::Reply, true) => Some(MailOrder::ReplyToRequester { message: message.id }),
        (MessageKind::Reply, false) => {
            ticket.assignee.map(|_| MailOrder::ReplyToAssignee { message: message.id })
        }
        (MessageKind::Note, _) => is_solved.then_some(MailOrder::Solved { ticket: ticket.id }),
    }
}

/// A reply to a closed ticket opens a new one that goes on from it; the message is its first.
async fn post_follow_up(tx: &mut dyn Tx, cx: &Ctx, closed: &Ticket, new: NewMessage) -> Result<Message> {
    let follow_up = NewTicket {
        id: TicketId::new(cx),
        message: new.id,
        subject: closed.subject.clone(),
        body: new.body,
        format: new.format,
        kind: closed.kind,
        follow_up_of: Some(closed.id),
    };
    let ticket = open(tx, cx, follow_up).await?;
    tx.messages()
        .find(new.id)
        .await?
        .ok_or_else(|| Error::internal(format!("follow-up {} has no first message", ticket.id)))
}
