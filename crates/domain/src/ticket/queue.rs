use async_trait::async_trait;

use super::{Status, Ticket, TicketFilter, TicketOrder, Viewer};
use crate::{
    clock::Timestamp,
    error::Result,
    id::{TeamId, TicketId},
    page::Count,
};

/// Which tickets have stood too long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing<'t> {
    /// In this status.
    pub status: Status,
    /// Since before this time.
    pub since: Timestamp,
    /// Only those whose requester was not reminded.
    pub unreminded: bool,
    /// Only those of whose repairs none is open.
    pub not_in_repair: bool,
    /// Of which team.
    pub team: OfTeam<'t>,
}

/// Of which team tickets are to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfTeam<'t> {
    /// Of this one.
    Only(TeamId),
    /// Of none, or of any but these.
    Other(&'t [TeamId]),
}

/// The queue in the store: what is to be done with which ticket next.
#[async_trait]
pub trait QueueRepo: Send {
    /// Up to `limit` tickets that have stood too long and do not sleep, longest first.
    async fn standing(&mut self, which: &Standing<'_>, limit: u64) -> Result<Vec<Ticket>>;
    /// Up to `limit` tickets that were to wake at `now` or before, longest overdue first.
    async fn due_to_wake(&mut self, now: Timestamp, limit: u64) -> Result<Vec<Ticket>>;
    /// Up to `limit` tickets of a team that are not closed.
    async fn of_team(&mut self, team: TeamId, limit: u64) -> Result<Vec<Ticket>>;
    /// Whether a team has tickets that are not closed.
    async fn any_unfinished(&mut self, team: TeamId) -> Result<bool>;
    /// The first ticket of a list that nobody else is just taking. It stays the caller's until this
    /// transaction ends.
    async fn take_first(&mut self, filter: &TicketFilter, order: TicketOrder) -> Result<Option<Ticket>>;
    /// Up to `limit` tickets that staff's filter leaves, oldest first.
    async fn ids(&mut self, filter: &TicketFilter, limit: u64) -> Result<Vec<TicketId>>;
    /// How many tickets each filter leaves, counted up to `bound`, by one statement.
    async fn count(&mut self, filters: &[TicketFilter], bound: u64) -> Result<Vec<Count>>;
    /// How many tickets a list has for its reader, counted up to `bound`.
    async fn count_list(&mut self, viewer: Viewer, filter: &TicketFilter, bound: u64) -> Result<Count>;
}
