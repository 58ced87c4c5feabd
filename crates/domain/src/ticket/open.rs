use super::{
    Asker, Body, BodyFormat, EventKind, MemberVersions, Message, MessageKind, Priority, RecentTicket, Status,
    Subject, Surroundings, Tags, Ticket, TicketType,
    duplicate::{NEWEST, WITHIN, find_duplicate},
    find,
};
use crate::{
    Ctx, attachment,
    device::{self, Device, FactsInput},
    error::{Conflict, Error, FieldError, Result, Rule},
    id::{AccountId, AttachmentId, DeviceId, MessageId, TicketId},
    identity::{AccountState, Permission},
    job::JobRequest,
    mail::MailOrder,
    store::Tx,
};

/// What a customer gives to open a ticket.
#[derive(Debug, Clone)]
pub struct NewTicket {
    /// The id it will have.
    pub id: TicketId,
    /// Whose ticket it will be, if not the actor's own.
    pub requester: Option<AccountId>,
    /// The id its first message will have.
    pub message: MessageId,
    /// What it is about.
    pub subject: Subject,
    /// The first message.
    pub body: Body,
    /// How to read the first message.
    pub format: BodyFormat,
    /// The uploads that come with it.
    pub attachments: Vec<AttachmentId>,
    /// What kind of request it is.
    pub kind: TicketType,
    /// The closed ticket that this one goes on from.
    pub follow_up_of: Option<TicketId>,
    /// The device that it is about.
    pub device: Option<NewTicketDevice>,
}

/// The requester's own device that a ticket is about.
#[derive(Debug, Clone)]
pub struct NewTicketDevice {
    /// Which.
    pub id: DeviceId,
    /// What is told of its surroundings: kept with the device, and offered again at the next ticket.
    pub facts: Option<FactsInput>,
}

/// A ticket that has just been opened, with what was looked at for it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The ticket.
    pub ticket: Ticket,
    /// Whose it is.
    pub requester: Asker,
    /// The older one that it may repeat.
    pub duplicate: Option<RecentTicket>,
}

/// Opens a ticket for the actor, or by staff in a customer's name, with its first message; the
/// requester is told by mail.
pub async fn open(tx: &mut dyn Tx, cx: &Ctx, new: NewTicket) -> Result<Opened> {
    let author = cx.actor().principal()?.account;
    let requester = requester(cx, new.requester)?;
    let around = surroundings(tx, cx, requester, new.requester.is_some()).await?;
    if let Some(closed) = new.follow_up_of {
        link_follow_up(tx, cx, closed, new.id, requester).await?;
    }
    let device = match new.device {
        Some(device) => Some(own_device(tx, cx, requester, device).await?),
        None => None,
    };
    let device_id = device.as_ref().map(|device| device.id);
    let duplicate = find_duplicate(around.recent, device_id, &new.subject);
    let mut ticket = Ticket {
        id: new.id,
        number: 0,
        requester,
        subject: new.subject,
        status: Status::New,
        status_at: cx.now(),
        priority: Priority::Normal,
        kind: new.kind,
        assignee: None,
        team: around.team,
        tags: Tags::new(),
        follow_up_of: new.follow_up_of,
        possible_duplicate: duplicate.as_ref().map(|older| older.id),
        merged_into: None,
        device: device_id,
        reminded_at: None,
        wake_at: None,
        woke_at: None,
        version: 1,
        requester_version: 1,
        member_versions: MemberVersions::default(),
        created_at: cx.now(),
        updated_at: cx.now(),
        requester_updated_at: cx.now(),
    };
    ticket.number = tx.tickets().add(&ticket).await?;
    let (body, masked) = new.body.without_cards();
    let first = Message {
        id: new.message,
        ticket: ticket.id,
        origin: None,
        kind: MessageKind::Reply,
        author,
        by_staff: author != requester,
        format: new.format,
        body,
        created_at: cx.now(),
        held: None,
        ticket_version: ticket.version,
        requester_version: ticket.requester_version,
        redacted_at: None,
    };
    tx.messages().add_first(&ticket, &first).await?;
    attachment::bind(tx, cx, first.id, &new.attachments).await?;
    let masked = masked.then_some(EventKind::CardMasked { message: first.id });
    let events = [EventKind::Opened].into_iter().chain(masked).map(|event| event.sign(cx, ticket.id));
    tx.events().record(events.collect()).await?;
    if let Some(device) = &device {
        device::record_ticket(tx, cx, device, ticket.id).await?;
    }
    tx.jobs().enqueue(JobRequest::send_mail(cx, MailOrder::TicketReceived { ticket: ticket.id })).await?;
    Ok(Opened { ticket, requester: around.requester, duplicate })
}

/// What has to be known before it is written, of a customer in whose name staff act, too.
async fn surroundings(
    tx: &mut dyn Tx,
    cx: &Ctx,
    requester: AccountId,
    in_their_name: bool,
) -> Result<Surroundings> {
    let around = tx.tickets().surroundings(requester, cx.now() - WITHIN, NEWEST).await?;
    if in_their_name {
        around.filter(|around| can_be_spoken_for(&around.requester)).ok_or_else(unknown_requester)
    } else {
        around.ok_or(Error::NotFound("requester"))
    }
}

/// The requester's own device, with what is told of it.
async fn own_device(
    tx: &mut dyn Tx,
    cx: &Ctx,
    requester: AccountId,
    told: NewTicketDevice,
) -> Result<Device> {
    let found = tx.devices().find_visible(device::Viewer::Owner(requester), told.id).await?;
    let found = found.ok_or_else(|| {
        let rule = Rule::new("unknown_reference", "must be a device of one's own");
        Error::invalid(FieldError::at("device/id", rule))
    })?;
    match told.facts {
        Some(facts) => device::store_facts(tx, cx, found, facts).await,
        None => Ok(found),
    }
}

/// Whose ticket it will be: the actor's own, or a customer's in whose name staff act.
fn requester(cx: &Ctx, other: Option<AccountId>) -> Result<AccountId> {
    let Some(other) = other else {
        cx.actor().require(Permission::TicketRequest)?;
        return Ok(cx.actor().principal()?.account);
    };
    cx.actor().require(Permission::TicketOpenFor)?;
    Ok(other)
}

fn can_be_spoken_for(asker: &Asker) -> bool {
    !asker.person.is_staff && asker.state != AccountState::Disabled
}

fn unknown_requester() -> Error {
    let rule = Rule::new("unknown_reference", "must be a customer whose account is not disabled");
    Error::invalid(FieldError::at("requester_id", rule))
}

/// Notes in the closed ticket that another goes on from it.
async fn link_follow_up(
    tx: &mut dyn Tx,
    cx: &Ctx,
    closed: TicketId,
    follow_up: TicketId,
    requester: AccountId,
) -> Result<()> {
    let before = find(tx, cx, closed).await.map_err(|error| match error {
        Error::NotFound(_) => Error::invalid(FieldError::at("follow_up_of", unknown_ticket())),
        other => other,
    })?;
    // Staff and a cc see the tickets of others, too: one goes on from the requester's own only.
    if before.requester != requester {
        return Err(Error::invalid(FieldError::at("follow_up_of", unknown_ticket())));
    }
    if before.status != Status::Closed {
        return Err(Conflict::NotClosed.into());
    }
    let event = EventKind::FollowUpOpened { ticket: follow_up };
    let mut after = before.clone();
    after.count_change(std::slice::from_ref(&event), cx.now());
    tx.tickets().update(&after, &before).await?;
    tx.events().record(vec![event.sign(cx, closed)]).await
}

fn unknown_ticket() -> Rule {
    Rule::new("unknown_reference", "must be a closed ticket of one's own")
}
