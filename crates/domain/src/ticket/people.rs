use super::{Message, RecentTicket, Ticket};
use crate::{
    contact::{EmailAddress, PersonName, VoluntaryContact},
    id::{AccountId, TeamId},
    identity::AccountState,
};

/// Someone who is named beside a ticket or a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Someone {
    /// The account.
    pub id: AccountId,
    /// How the person wants to be called.
    pub name: PersonName,
    /// Whether the person belongs to the desk.
    pub is_staff: bool,
}

/// Whose ticket it is, and how to reach them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asker {
    /// Who.
    pub person: Someone,
    /// Whether the person may sign in.
    pub state: AccountState,
    /// Where mail goes.
    pub email: EmailAddress,
    /// Voluntary contact data.
    pub contact: VoluntaryContact,
}

/// A ticket with the people who are shown with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeopledTicket {
    /// The ticket.
    pub ticket: Ticket,
    /// Whose it is.
    pub requester: Asker,
    /// Who answers it.
    pub assignee: Option<Someone>,
}

/// A message with who wrote it, and whether there is more to read for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeopledMessage {
    /// The message.
    pub message: Message,
    /// Who wrote it, as far as there still is one.
    pub author: Option<Someone>,
    /// Whether it went to somebody.
    pub has_recipients: bool,
    /// Whether files came with it.
    pub has_files: bool,
}

/// What a new ticket meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surroundings {
    /// Whose it will be.
    pub requester: Asker,
    /// Where new tickets go; it is not dissolved before this transaction ends.
    pub team: Option<TeamId>,
    /// What the same person has opened lately, newest first.
    pub recent: Vec<RecentTicket>,
}
