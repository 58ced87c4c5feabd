use async_trait::async_trait;

use crate::{clock::Timestamp, error::Result};

/// A count, this attempt included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// What it is counted under.
    pub key: Vec<u8>,
    /// How many attempts there were.
    pub count: i32,
    /// When the one before this was.
    pub previous_at: Option<Timestamp>,
}

/// Counts in the store.
#[async_trait]
pub trait ThrottleRepo: Send {
    /// Counts an attempt under each key, in one statement. Counts that have expired start afresh.
    async fn count(&mut self, keys: &[&[u8]], now: Timestamp, expires_at: Timestamp) -> Result<Vec<Counted>>;
    /// Sets the counts of `cleared` to none, and takes one from that of `lessened`.
    async fn forgive(&mut self, cleared: [&[u8]; 2], lessened: Option<&[u8]>) -> Result<()>;
    /// Removes counts that expired before `before`; returns how many.
    async fn remove_expired(&mut self, before: Timestamp, limit: u64) -> Result<u64>;
}
