use super::Status;
use crate::{
    clock::Timestamp,
    error::Rule,
    id::{AccountId, MessageId, TicketId},
    sensitive::mask_cards,
    text::{redacted_text, running_text},
};

/// Something said in a ticket. What kind it is never changes, but for a reply that never goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Stable id.
    pub id: MessageId,
    /// In which ticket.
    pub ticket: TicketId,
    /// In which ticket it was written, if a merge or a split has moved it since.
    pub origin: Option<TicketId>,
    /// For whom.
    pub kind: MessageKind,
    /// Who said it.
    pub author: AccountId,
    /// Whether the author was staff then.
    pub by_staff: bool,
    /// How to read the body.
    pub format: BodyFormat,
    /// What was said, exactly as sent.
    pub body: Body,
    /// When.
    pub created_at: Timestamp,
    /// When something was last taken out of it for good.
    pub redacted_at: Option<Timestamp>,
    /// Until when it is held back from customers; nothing once it is out.
    pub held: Option<Hold>,
    /// The ticket's version that it made.
    pub ticket_version: i64,
    /// The ticket's version that it made for the requester; 0 if the requester does not see it.
    pub requester_version: i64,
}

/// A reply that is not out yet: its author can take it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    /// When it goes out.
    pub until: Timestamp,
    /// Where it then moves the ticket.
    pub set_status: Option<Status>,
}

/// For whom a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageKind {
    /// For the requester and the staff.
    Reply,
    /// For the staff only.
    Note,
}

impl MessageKind {
    /// The stored and published name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Note => "note",
        }
    }

    /// The kind by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Reply, Self::Note].into_iter().find(|kind| kind.name() == name)
    }
}

/// How a body is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum BodyFormat {
    /// Plain text.
    #[default]
    Text,
    /// HTML, kept as sent: clients show it in a sandbox only, mails carry it sanitised.
    Html,
}

impl BodyFormat {
    /// The stored and published name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Html => "html",
        }
    }

    /// The format by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Text, Self::Html].into_iter().find(|format| format.name() == name)
    }
}

redacted_text! {
    /// A message's text: 1 to 100,000 characters, kept exactly as sent.
    Body
}

impl Body {
    /// The most characters a body may have.
    pub const MAX: usize = 100_000;

    /// Parses a body as sent.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        running_text(raw, Self::MAX).map(Self)
    }

    /// The body with payment cards masked, and whether there were any.
    pub(super) fn without_cards(self) -> (Self, bool) {
        match mask_cards(&self.0) {
            None => (self, false),
            Some(masked) => (Self(masked), true),
        }
    }
}
