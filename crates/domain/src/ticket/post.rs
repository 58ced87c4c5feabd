use chrono::Duration;

use super::{
    Body, BodyFormat, EventKind, Hold, Message, MessageKind, Mover, NewTicket, NewTicketDevice, Status,
    Ticket,
    draft::take_draft,
    find,
    merge::find_end_of_merges,
    open,
    recipient::{check_mentions, mention_events, recipients, send_to_all},
    undo::hold,
};
use crate::{
    Ctx, attachment,
    clock::Timestamp,
    device,
    error::{Denied, Error, Result},
    id::{AccountId, AttachmentId, MessageId, TicketId},
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
    /// The uploads that come with it.
    pub attachments: Vec<AttachmentId>,
    /// Moves the ticket with the same act.
    pub set_status: Option<Status>,
    /// Staff who are named in a note.
    pub mentions: Vec<AccountId>,
    /// The version of the actor's draft that this is: it goes with the same act.
    pub draft: Option<i64>,
    /// How long a reply of the staff can be taken back.
    pub undo: Duration,
}

/// Posts a reply or a note. The requester's reply reopens the ticket, or opens a follow-up if it is
/// closed; a reply of the staff goes to the requester by mail.
pub async fn post(tx: &mut dyn Tx, cx: &Ctx, ticket: TicketId, new: NewMessage) -> Result<Message> {
    let principal = cx.actor().principal()?;
    let before = if principal.role.is_staff() {
        find(tx, cx, ticket).await?
    } else {
        find_end_of_merges(tx, cx, ticket).await?
    };
    if let Some(version) = new.draft {
        take_draft(tx, principal.account, ticket, version).await?;
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
    check_mentions(tx, new.kind, &new.mentions).await?;

    let is_public = new.kind == MessageKind::Reply;
    let is_held = by_staff && is_public && new.undo > Duration::zero();
    let (body, masked) = new.body.without_cards();
    let mut message = Message {
        id: new.id,
        ticket,
        origin: None,
        kind: new.kind,
        author: principal.account,
        by_staff,
        format: new.format,
        body,
        created_at: cx.now(),
        held: is_held.then(|| Hold { until: cx.now() + new.undo, set_status: new.set_status }),
        ticket_version: before.version + 1,
        requester_version: 0,
        redacted_at: None,
    };
    let target = new.set_status.or_else(|| status_after(&message, before.status));
    if is_held {
        let message = hold(tx, cx, &before, message, target).await?;
        complete(tx, cx, &message, masked, &new.attachments).await?;
        return Ok(message);
    }
    if is_public {
        message.requester_version = before.requester_version + 1;
    }
    tx.messages().add(&message).await?;
    complete(tx, cx, &message, masked, &new.attachments).await?;
    let act = Act { target, mover: Mover::of(cx.actor()), at: cx.now(), mentioned: new.mentions };
    publish(tx, cx, &before, &message, act).await?;
    Ok(message)
}

/// What belongs to a stored message, whether it is out or held: its files, and that a card was masked.
async fn complete(
    tx: &mut dyn Tx,
    cx: &Ctx,
    message: &Message,
    masked: bool,
    files: &[AttachmentId],
) -> Result<()> {
    attachment::bind(tx, cx, message.id, files).await?;
    if !masked {
        return Ok(());
    }
    let event = EventKind::CardMasked { message: message.id };
    tx.events().record(vec![event.sign(cx, message.ticket)]).await
}

/// What comes with a message.
pub(super) struct Act {
    /// Where it moves the ticket.
    pub(super) target: Option<Status>,
    /// Who moves it.
    pub(super) mover: Mover,
    /// When the ticket counts as moved.
    pub(super) at: Timestamp,
    /// Who is named in it.
    pub(super) mentioned: Vec<AccountId>,
}

/// Lets a stored message take effect: the ticket moves, the history tells of it, letters go out.
pub(super) async fn publish(
    tx: &mut dyn Tx,
    cx: &Ctx,
    before: &Ticket,
    message: &Message,
    act: Act,
) -> Result<()> {
    let mut after = before.clone();
    let mut events = vec![match message.kind {
        MessageKind::Reply => EventKind::ReplyAdded { message: message.id },
        MessageKind::Note => EventKind::NoteAdded { message: message.id },
    }];
    events.extend(mention_events(&act.mentioned));
    if let Some(to) = act.target {
        events.extend(after.move_to(to, act.mover, act.at)?);
    }
    if after.status == Status::Pending && message.kind == MessageKind::Reply {
        // The requester has something new to answer: the time to do so begins again.
        (after.status_at, after.reminded_at) = (after.status_at.max(act.at), None);
    }
    after.count_change(&events, cx.now());
    let recipients = recipients(tx, &after, message, &act.mentioned).await?;
    tx.tickets().update(&after, before).await?;
    let events = events.into_iter().map(|event| event.sign_by(cx, before.id, message.author));
    tx.events().record(events.collect()).await?;
    send_to_all(tx, cx, message, recipients).await?;
    // A ticket that is solved with a note is announced like any other: no mail would tell the
    // requester that there was a note.
    let is_solved = before.status != Status::Solved && after.status == Status::Solved;
    if is_solved && message.kind == MessageKind::Note {
        tx.jobs().enqueue(JobRequest::send_mail(cx, MailOrder::Solved { ticket: after.id })).await?;
    }
    Ok(())
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
pub(super) fn status_after(message: &Message, from: Status) -> Option<Status> {
    match (message.kind, message.by_staff, from) {
        (MessageKind::Reply, false, Status::Pending | Status::OnHold | Status::Solved)
        | (MessageKind::Reply, true, Status::New) => Some(Status::Open),
        _ => None,
    }
}

/// The device that a ticket is about, if it is still its requester's.
async fn still_owned(tx: &mut dyn Tx, ticket: &Ticket) -> Result<Option<NewTicketDevice>> {
    let Some(id) = ticket.device else { return Ok(None) };
    let found = tx.devices().find_visible(device::Viewer::Owner(ticket.requester), id).await?;
    Ok(found.map(|device| NewTicketDevice { id: device.id, facts: None }))
}

/// A reply to a closed ticket opens a new one that goes on from it; the message is its first.
async fn post_follow_up(tx: &mut dyn Tx, cx: &Ctx, closed: &Ticket, new: NewMessage) -> Result<Message> {
    let follow_up = NewTicket {
        requester: None,
        id: TicketId::new(cx),
        message: new.id,
        subject: closed.subject.clone(),
        body: new.body,
        format: new.format,
        attachments: new.attachments,
        kind: closed.kind,
        follow_up_of: Some(closed.id),
        device: still_owned(tx, closed).await?,
    };
    let opened = open(tx, cx, follow_up).await?;
    tx.messages()
        .find(new.id)
        .await?
        .ok_or_else(|| Error::internal(format!("follow-up {} has no first message", opened.ticket.id)))
}
