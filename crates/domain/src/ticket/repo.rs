use async_trait::async_trait;

use super::{
    Event, Invitation, Message, Participant, ParticipantRole, PeopledMessage, PeopledTicket, Priority,
    Recipient, Someone, SplitScope, Status, Subject, Surroundings, Tag, Tags, Ticket, TicketType, Viewer,
};
use crate::{
    clock::Timestamp,
    contact::PersonName,
    error::Result,
    id::{AccountId, DeviceId, EventId, InvitationId, MessageId, TeamId, TicketId},
    page::{Page, PageRequest},
    search::Condition,
};

/// Which tickets to list. Different conditions are AND.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TicketFilter {
    /// Any of these; all, if empty. For a requester, in the requester's terms.
    pub status: Vec<Status>,
    /// Any of these; all, if empty. Staff only.
    pub priority: Vec<Priority>,
    /// Any of these; all, if empty.
    pub kind: Vec<TicketType>,
    /// Whose tickets to answer: `Some(None)` those of nobody. Staff only.
    pub assignee: Option<Option<AccountId>>,
    /// Who asked. Staff only.
    pub requester: Option<AccountId>,
    /// As what the viewer takes part. Without, a customer's list holds all they may see.
    pub part: Option<Part>,
    /// Is about this device; for a requester, one of their own.
    pub device: Option<DeviceId>,
    /// Whose team's tickets. Staff only.
    pub team: Option<TeamFilter>,
    /// Who is named in a note of it. Staff only.
    pub mentioned: Option<AccountId>,
    /// Carries all of these labels. Staff only.
    pub tags: Vec<Tag>,
    /// Asleep or not. Staff only.
    pub snoozed: Option<bool>,
    /// Woke by itself at or after, and stands where it woke. Staff only.
    pub woke_after: Option<Timestamp>,
    /// Changed at or after.
    pub updated_after: Option<Timestamp>,
    /// Changed before.
    pub updated_before: Option<Timestamp>,
    /// Opened at or after.
    pub created_after: Option<Timestamp>,
    /// Opened before.
    pub created_before: Option<Timestamp>,
    /// What a query asks of the ticket itself.
    pub conditions: Vec<Condition>,
}

/// As what a viewer takes part in the tickets to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// As who asked.
    Requester,
    /// Beside the requester and the assignee.
    Participant(AccountId, ParticipantRole),
}

/// Whose team's tickets to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TeamFilter {
    /// Of no team.
    None,
    /// Of any of these; no ticket, if there is none.
    AnyOf(Vec<TeamId>),
}

/// What tickets are sorted by; the id breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SortKey {
    /// Last change, as the viewer sees it.
    UpdatedAt,
    /// When it was opened.
    CreatedAt,
    /// Urgency. Staff only.
    Priority,
}

/// In which order to list tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TicketOrder {
    /// By what.
    pub key: SortKey,
    /// Greatest first.
    pub descending: bool,
}

impl TicketOrder {
    /// Every order there is.
    const ALL: [(Self, &str); 6] = [
        (Self { key: SortKey::UpdatedAt, descending: false }, "updated_at"),
        (Self { key: SortKey::UpdatedAt, descending: true }, "-updated_at"),
        (Self { key: SortKey::CreatedAt, descending: false }, "created_at"),
        (Self { key: SortKey::CreatedAt, descending: true }, "-created_at"),
        (Self { key: SortKey::Priority, descending: false }, "priority"),
        (Self { key: SortKey::Priority, descending: true }, "-priority"),
    ];

    /// The stored name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(order, _)| *order == self).map_or("-updated_at", |(_, name)| name)
    }

    /// The order by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(order, _)| *order)
    }
}

impl Default for TicketOrder {
    fn default() -> Self {
        Self { key: SortKey::UpdatedAt, descending: true }
    }
}

/// A place in a sorted list of tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The sort key's value: milliseconds since 1970, or a priority's rank.
    pub value: i64,
    /// The ticket.
    pub id: TicketId,
}

/// A ticket as a list shows it: exactly the columns of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketRow {
    /// Stable id.
    pub id: TicketId,
    /// What people say aloud.
    pub number: i64,
    /// Who asked.
    pub requester: AccountId,
    /// The requester's name.
    pub requester_name: PersonName,
    /// What it is about.
    pub subject: Subject,
    /// Where it stands.
    pub status: Status,
    /// How urgent the desk finds it.
    pub priority: Priority,
    /// What kind of request it is.
    pub kind: TicketType,
    /// Who answers it.
    pub assignee: Option<AccountId>,
    /// Labels.
    pub tags: Tags,
    /// The version as the viewer counts.
    pub version: i64,
    /// When it was opened.
    pub created_at: Timestamp,
    /// Last change that the viewer can see.
    pub updated_at: Timestamp,
}

/// Tickets in the store.
#[async_trait]
pub trait TicketRepo: Send {
    /// Stores a new ticket and returns its number.
    async fn add(&mut self, ticket: &Ticket) -> Result<i64>;
    /// The ticket, whoever asks.
    async fn find(&mut self, id: TicketId) -> Result<Option<Ticket>>;
    /// The ticket, if the viewer may know of it.
    async fn find_visible(&mut self, viewer: Viewer, id: TicketId) -> Result<Option<Ticket>>;
    /// Writes the ticket back if its version is still `before.version`; [`crate::Error::Stale`] if
    /// not.
    async fn update(&mut self, ticket: &Ticket, before: &Ticket) -> Result<()>;
    /// Those of these tickets that the viewer may know of, as they are at the moment: none is locked.
    async fn glimpse(&mut self, viewer: Viewer, ids: &[TicketId]) -> Result<Vec<Ticket>>;
    /// The ticket with its people, if the viewer may know of it, as it is at the moment: it is not locked.
    async fn find_peopled(&mut self, viewer: Viewer, id: TicketId) -> Result<Option<PeopledTicket>>;
    /// What a new ticket of this person meets, if there is such a person; of their tickets up to `limit` that
    /// were opened since `since` and are not closed.
    async fn surroundings(
        &mut self,
        requester: AccountId,
        since: Timestamp,
        limit: u64,
    ) -> Result<Option<Surroundings>>;
    /// One page of what the viewer may see.
    async fn list(
        &mut self,
        viewer: Viewer,
        filter: &TicketFilter,
        order: TicketOrder,
        page: &PageRequest<Position>,
    ) -> Result<Page<TicketRow, Position>>;
}

/// Messages in the store.
#[async_trait]
pub trait MessageRepo: Send {
    /// Stores a new message.
    async fn add(&mut self, message: &Message) -> Result<()>;
    /// Stores the first message of a ticket that has just been stored.
    async fn add_first(&mut self, ticket: &Ticket, message: &Message) -> Result<()>;
    /// Writes back what was taken out of messages, whose tickets the caller holds.
    async fn rewrite(&mut self, messages: &[Message]) -> Result<()>;
    /// The message, whoever asks.
    async fn find(&mut self, id: MessageId) -> Result<Option<Message>>;
    /// These messages, whoever asks, oldest first.
    async fn find_all(&mut self, ids: &[MessageId]) -> Result<Vec<Message>>;
    /// The message, if the viewer may know of it once they may know of its ticket.
    async fn find_visible(&mut self, viewer: Viewer, id: MessageId) -> Result<Option<Message>>;
    /// Lets a held message out, as this version of the ticket for the requester.
    async fn release(&mut self, id: MessageId, requester_version: i64) -> Result<()>;
    /// Makes a held message a note: it never goes out.
    async fn keep_back(&mut self, id: MessageId) -> Result<()>;
    /// Removes a message that never went out.
    async fn remove(&mut self, id: MessageId) -> Result<()>;
    /// One page of what the viewer may see of a ticket's messages, oldest first.
    async fn list(
        &mut self,
        ticket: TicketId,
        viewer: Viewer,
        page: &PageRequest<MessageId>,
    ) -> Result<Page<Message, MessageId>>;
    /// The same with their authors; none if the viewer may not know of the ticket.
    async fn list_peopled(
        &mut self,
        ticket: TicketId,
        viewer: Viewer,
        page: &PageRequest<MessageId>,
    ) -> Result<Option<Page<PeopledMessage, MessageId>>>;
    /// The message with its author, if the viewer may know of it and of its ticket.
    async fn find_peopled(&mut self, viewer: Viewer, id: MessageId) -> Result<Option<PeopledMessage>>;
    /// All of a ticket's messages, whoever may see them.
    async fn ids_of(&mut self, ticket: TicketId) -> Result<Vec<MessageId>>;
    /// Of the ticket's messages, the oldest written in it and the oldest written in each that was merged into it.
    async fn firsts_of(&mut self, ticket: TicketId) -> Result<Vec<MessageId>>;
    /// Moves a message, or all from it on, into another ticket.
    async fn split_off(
        &mut self,
        from: TicketId,
        to: TicketId,
        first: MessageId,
        scope: SplitScope,
    ) -> Result<()>;
}

/// History in the store.
#[async_trait]
pub trait EventRepo: Send {
    /// Stores the events of one change, in order.
    async fn record(&mut self, events: Vec<Event>) -> Result<()>;
    /// One page of a ticket's history, oldest first; public entries only, unless `with_internal`.
    async fn list(
        &mut self,
        ticket: TicketId,
        with_internal: bool,
        page: &PageRequest<EventId>,
    ) -> Result<Page<Event, EventId>>;
}

/// Who takes part, in the store.
#[async_trait]
pub trait ParticipantRepo: Send {
    /// Everyone who takes part in the ticket, in the order they came.
    async fn list(&mut self, ticket: TicketId) -> Result<Vec<Participant>>;
    /// As what this person takes part, if they do.
    async fn find(&mut self, ticket: TicketId, account: AccountId) -> Result<Option<Participant>>;
    /// Stores a new participant.
    async fn add(&mut self, participant: &Participant) -> Result<()>;
    /// Removes the participant; harmless if they take no part.
    async fn remove(&mut self, ticket: TicketId, account: AccountId) -> Result<()>;
}

/// Invitations in the store.
#[async_trait]
pub trait InvitationRepo: Send {
    /// Stores a new invitation.
    async fn add(&mut self, invitation: &Invitation) -> Result<()>;
    /// The invitation.
    async fn find(&mut self, id: InvitationId) -> Result<Option<Invitation>>;
    /// How many invitations to the ticket were made since `since`, whomever they reached.
    async fn count_live(&mut self, ticket: TicketId, since: Timestamp) -> Result<usize>;
    /// How many invitations before this one reached the same person since `since`: to any ticket,
    /// and to the same.
    async fn count_earlier(&mut self, invitation: &Invitation, since: Timestamp) -> Result<(u64, u64)>;
    /// Removes the person's invitations to the ticket made since `since`; returns how many.
    async fn take(&mut self, ticket: TicketId, account: AccountId, since: Timestamp) -> Result<u64>;
    /// Removes invitations made before `before`; returns how many.
    async fn remove_older(&mut self, before: Timestamp, limit: u64) -> Result<u64>;
}

/// Whom messages went to, in the store.
#[async_trait]
pub trait RecipientRepo: Send {
    /// Stores whom a message goes to.
    async fn add(&mut self, message: MessageId, recipients: &[Recipient]) -> Result<()>;
    /// Whom these messages went to.
    async fn list(&mut self, messages: &[MessageId]) -> Result<Vec<(MessageId, Recipient)>>;
    /// The same, by name.
    async fn people(&mut self, messages: &[MessageId]) -> Result<Vec<(MessageId, Someone)>>;
}
