use crate::{
    clock::Timestamp,
    id::{AccountId, ApiTokenId, BulkId, MacroId, SessionId, TicketId, ViewId},
    macros::Actions,
    search::SearchQuery,
};

/// An order to do the same to many tickets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bulk {
    /// Stable id.
    pub id: BulkId,
    /// Who ordered it, and with whose rights it is done.
    pub ordered_by: AccountId,
    /// The API token that it was ordered with: its scopes bound the rights.
    pub token: Option<ApiTokenId>,
    /// The session that it was ordered in: once it is ended, the rest is not done.
    pub session: Option<SessionId>,
    /// What is done, as it was when it was ordered.
    pub actions: Actions,
    /// The macro that says so, if one does.
    pub by_macro: Option<MacroId>,
    /// When it was ordered.
    pub created_at: Timestamp,
    /// When the last ticket had its turn.
    pub finished_at: Option<Timestamp>,
}

/// Which tickets are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// These.
    Tickets(Vec<TicketId>),
    /// What a view shows to who orders, when it is ordered.
    View(ViewId),
    /// What a search finds for who orders, when it is ordered.
    Query(SearchQuery),
}

/// One of the tickets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkItem {
    /// Which place it has in the order, from 1.
    pub position: i64,
    /// The ticket.
    pub ticket: TicketId,
    /// What has become of it; nothing while it waits for its turn.
    pub outcome: Option<Outcome>,
}

/// What has become of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Done,
    /// There was nothing to do.
    Unchanged,
    /// It could not be done.
    Refused(Refusal),
}

/// Why a ticket was left alone: what a request would be answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The problem's code.
    pub code: String,
    /// For people, without a value of anybody.
    pub detail: String,
}

impl Outcome {
    /// The stored and published name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Unchanged => "unchanged",
            Self::Refused(_) => "refused",
        }
    }
}

/// How many tickets have had their turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BulkCounts {
    /// Waiting.
    pub pending: u64,
    /// Done.
    pub done: u64,
    /// With nothing to do.
    pub unchanged: u64,
    /// Left alone.
    pub refused: u64,
}
