use async_trait::async_trait;

use super::{Change, Presence};
use crate::{
    clock::Timestamp,
    error::Result,
    id::{EventId, TicketId},
};

/// The feed, and who is where, in the store.
#[async_trait]
pub trait LiveRepo: Send {
    /// Up to `limit` changes of all tickets behind `after` and before `before`, oldest first.
    async fn changes(&mut self, after: EventId, before: EventId, limit: u64) -> Result<Vec<Change>>;
    /// Everyone who is at any ticket, by ticket and account.
    async fn present(&mut self, now: Timestamp) -> Result<Vec<Presence>>;
    /// Everyone who is at this ticket, by account.
    async fn present_at(&mut self, ticket: TicketId, now: Timestamp) -> Result<Vec<Presence>>;
    /// Stores that someone is at a ticket, in place of what was known of it.
    async fn set(&mut self, presence: &Presence) -> Result<()>;
    /// Removes the presences that ended before `before`, which are few; returns how many.
    async fn remove_ended(&mut self, before: Timestamp) -> Result<u64>;
}
