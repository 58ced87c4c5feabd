use async_trait::async_trait;

use super::WordSearch;
use crate::{
    error::Result,
    page::{Page, PageRequest},
    ticket::{Position, TicketFilter, TicketRow, Viewer},
};

/// The index. The store keeps it up to date by itself, in the transaction of whatever changes a text.
#[async_trait]
pub trait SearchRepo: Send {
    /// One page of the tickets that the viewer may see, whose texts say what is asked and that the
    /// filter lets through; the newest ticket first. The work of one call is bounded: where the
    /// filter refuses nearly everything, a page may be short, and goes on all the same.
    async fn tickets(
        &mut self,
        viewer: Viewer,
        words: &WordSearch,
        filter: &TicketFilter,
        page: &PageRequest<Position>,
    ) -> Result<Page<TicketRow, Position>>;
    /// Indexes up to `limit` texts that an earlier version has stored; returns how many.
    async fn catch_up(&mut self, limit: u64) -> Result<u64>;
    /// Whether texts are left that the index does not hold.
    async fn is_behind(&mut self) -> Result<bool>;
}
