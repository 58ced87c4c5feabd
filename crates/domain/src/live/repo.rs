use async_trait::async_trait;

use super::{Change, Place, Presence};
use crate::{clock::Timestamp, error::Result, id::TicketId, ticket::Viewer};

/// The feed of changes in the store.
#[async_trait]
pub trait FeedRepo: Send {
    /// The last position that is settled: nothing will appear at it or before it any more.
    async fn settled(&mut self) -> Result<i64>;
    /// Up to `limit` changes that the viewer may know of, behind `after` and up to the settled position
    /// `until`, in the order of the feed.
    async fn changes(&mut self, viewer: Viewer, after: Place, until: i64, limit: u64) -> Result<Vec<Change>>;
}

/// Who is where, in the store.
#[async_trait]
pub trait PresenceRepo: Send {
    /// Everyone who is at any ticket, by ticket and account.
    async fn all(&mut self, now: Timestamp) -> Result<Vec<Presence>>;
    /// Everyone who is at this ticket, by account.
    async fn at(&mut self, ticket: TicketId, now: Timestamp) -> Result<Vec<Presence>>;
    /// Stores that someone is at a ticket, in place of what was known of it.
    async fn set(&mut self, presence: &Presence) -> Result<()>;
    /// Removes the presences that ended before `before`, which are few; returns how many.
    async fn remove_ended(&mut self, before: Timestamp) -> Result<u64>;
}
