use super::{
    EventKind, MemberVersions, MessageKind, ParticipantRole, Status, Subject, Ticket, find,
    merge::{change, expect_version},
};
use crate::{
    Ctx, device,
    error::{Conflict, Error, FieldError, Result, Rule},
    id::{MessageId, TicketId},
    identity::Permission,
    job::JobRequest,
    mail::MailOrder,
    store::Tx,
};

/// Messages to be split off.
#[derive(Debug, Clone)]
pub struct NewSplit {
    /// The id that the new ticket will have.
    pub id: TicketId,
    /// The public reply that it begins with.
    pub message: MessageId,
    /// That message alone, or all from it on.
    pub scope: SplitScope,
    /// What the new ticket is about.
    pub subject: Subject,
}

/// How much is split off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SplitScope {
    /// One message.
    Message,
    /// The message and all that came after it.
    Onwards,
}

/// Moves messages into a new ticket of the same requester: two problems in one request. Whoever could
/// read them still can; the requester gets the new number by mail.
pub async fn split(
    tx: &mut dyn Tx,
    cx: &Ctx,
    ticket: TicketId,
    expected: Option<i64>,
    new: NewSplit,
) -> Result<Ticket> {
    cx.actor().require(Permission::TicketWrite)?;
    let before = expect_version(find(tx, cx, ticket).await?, expected)?;
    before.must_not_be_closed()?;
    check_message(tx, &before, &new).await?;
    let mut fresh = Ticket {
        id: new.id,
        number: 0,
        subject: new.subject,
        status: Status::Open,
        status_at: cx.now(),
        follow_up_of: None,
        possible_duplicate: None,
        merged_into: None,
        reminded_at: None,
        wake_at: None,
        woke_at: None,
        version: 1,
        requester_version: 1,
        member_versions: MemberVersions::default(),
        created_at: cx.now(),
        updated_at: cx.now(),
        requester_updated_at: cx.now(),
        ..before.clone()
    };
    fresh.number = tx.tickets().add(&fresh).await?;
    let participants = tx.participants().list(before.id).await?;
    for mut participant in participants {
        if participant.role == ParticipantRole::Cc {
            participant.ticket = fresh.id;
            tx.participants().add(&participant).await?;
        }
    }
    record_device(tx, cx, &fresh).await?;
    tx.messages().split_off(before.id, fresh.id, new.message, new.scope).await?;
    let begun = [EventKind::Opened, EventKind::SplitFrom { ticket: before.id }];
    tx.events().record(begun.into_iter().map(|event| event.sign(cx, fresh.id)).collect()).await?;
    change(tx, cx, &before, before.clone(), vec![EventKind::SplitOff { ticket: fresh.id }]).await?;
    tx.jobs().enqueue(JobRequest::send_mail(cx, MailOrder::TicketReceived { ticket: fresh.id })).await?;
    Ok(fresh)
}

async fn record_device(tx: &mut dyn Tx, cx: &Ctx, fresh: &Ticket) -> Result<()> {
    let Some(device) = fresh.device else { return Ok(()) };
    let found = tx.devices().find_visible(device::Viewer::Staff, device).await?;
    match found {
        Some(device) => device::record_ticket(tx, cx, &device, fresh.id).await,
        None => Ok(()),
    }
}

async fn check_message(tx: &mut dyn Tx, ticket: &Ticket, new: &NewSplit) -> Result<()> {
    let message = tx.messages().find(new.message).await?.filter(|message| message.ticket == ticket.id);
    let message = message.ok_or_else(|| {
        let rule = Rule::new("unknown_reference", "must be a message of the ticket");
        Error::invalid(FieldError::at("message_id", rule))
    })?;
    if message.kind != MessageKind::Reply {
        return Err(Conflict::Split("a ticket cannot begin with a note").into());
    }
    if message.held.is_some() {
        return Err(Conflict::Split("a ticket cannot begin with a reply that is not out yet").into());
    }
    let moves = |first: &MessageId| match new.scope {
        SplitScope::Message => *first == message.id,
        SplitScope::Onwards => *first >= message.id,
    };
    if tx.messages().firsts_of(ticket.id).await?.iter().any(moves) {
        return Err(
            Conflict::Split("a ticket keeps its first message, and that of each merged into it").into()
        );
    }
    Ok(())
}
