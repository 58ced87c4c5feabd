use async_trait::async_trait;

use super::{Bulk, BulkCounts, BulkItem, Outcome};
use crate::{
    clock::Timestamp,
    error::Result,
    id::{BulkId, TicketId},
    page::{Page, PageRequest},
};

/// Bulk orders in the store.
#[async_trait]
pub trait BulkRepo: Send {
    /// Stores a new order and its tickets, in this order.
    async fn add(&mut self, bulk: &Bulk, tickets: &[TicketId]) -> Result<()>;
    /// The order, whoever asks.
    async fn find(&mut self, id: BulkId) -> Result<Option<Bulk>>;
    /// The first ticket that waits for its turn. It stays the caller's until this transaction ends.
    async fn next(&mut self, id: BulkId) -> Result<Option<BulkItem>>;
    /// Writes down what has become of a ticket, unless that was done; false if it was.
    async fn settle(&mut self, id: BulkId, position: i64, outcome: &Outcome) -> Result<bool>;
    /// Writes the same down for all that wait for their turn.
    async fn settle_rest(&mut self, id: BulkId, outcome: &Outcome) -> Result<()>;
    /// All tickets have had their turn.
    async fn finish(&mut self, id: BulkId, at: Timestamp) -> Result<()>;
    /// How many tickets have had their turn.
    async fn count(&mut self, id: BulkId) -> Result<BulkCounts>;
    /// One page of the tickets, in order.
    async fn items(&mut self, id: BulkId, page: &PageRequest<i64>) -> Result<Page<BulkItem, i64>>;
    /// Removes orders made before `before`, with their results; returns how many.
    async fn remove_older(&mut self, before: Timestamp, limit: u64) -> Result<u64>;
}
