use super::Phrase;
use crate::{
    clock::Timestamp,
    device::SerialKey,
    id::{AccountId, TeamId},
    ticket::{Priority, Status, Tag, TicketType},
};

/// What is looked for, understood: all of it must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchQuery {
    /// What texts must and must not say.
    pub words: WordSearch,
    /// What must hold of the ticket itself.
    pub conditions: Vec<Condition>,
}

/// What texts must and must not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordSearch {
    /// All of these must stand in the subject together with one message.
    pub wanted: Vec<Phrase>,
    /// None of these may stand anywhere in the ticket.
    pub unwanted: Vec<Phrase>,
    /// Whether a customer's name and address count, too: the searcher may read them.
    pub in_customers: bool,
}

impl WordSearch {
    /// Whether texts do not matter.
    pub const fn is_empty(&self) -> bool {
        self.wanted.is_empty() && self.unwanted.is_empty()
    }
}

/// Something that must hold of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// It must not hold instead.
    pub negated: bool,
    /// What.
    pub criterion: Criterion,
}

/// What can be asked of a ticket. Of several values, any will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Criterion {
    /// Where it stands, in the searcher's terms.
    Status(Vec<Status>),
    /// How urgent it is.
    Priority(Vec<Priority>),
    /// What kind of request it is.
    Type(Vec<TicketType>),
    /// Who answers it; `None` for nobody.
    Assignee(Vec<Option<AccountId>>),
    /// Who asked.
    Requester(Vec<Requester>),
    /// One of its labels.
    Tag(Vec<Tag>),
    /// Which team it belongs to; `None` for none.
    Team(Vec<Option<TeamNamed>>),
    /// About a device with this serial number; for a customer, one of their own.
    Serial(Vec<SerialKey>),
    /// What people say aloud.
    Number(Span<i64>),
    /// One of these: what was looked for in words already. No ticket, if there is none.
    Among(Vec<i64>),
    /// When it was opened.
    Created(Span<Timestamp>),
    /// When it last changed, as the searcher sees it.
    Updated(Span<Timestamp>),
}

/// Someone who asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requester {
    /// By id.
    Account(AccountId),
    /// By what stands in name and e-mail address.
    Named(Phrase),
}

/// A team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TeamNamed {
    /// By id.
    Id(TeamId),
    /// Any that this person belongs to.
    Of(AccountId),
    /// By name, as names are compared.
    Named(String),
}

/// From one value (with it) until another (without it); open where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span<T> {
    /// The first value within.
    pub from: Option<T>,
    /// The first value behind.
    pub until: Option<T>,
}
