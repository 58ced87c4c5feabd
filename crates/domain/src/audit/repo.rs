use async_trait::async_trait;

use super::{ActKind, Entry};
use crate::{
    clock::Timestamp,
    error::Result,
    id::{AccountId, AuditId},
    page::{Page, PageRequest},
};

/// Which entries to list; what is not set does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Acts of this person.
    pub actor: Option<AccountId>,
    /// Acts of this kind.
    pub act: Option<ActKind>,
    /// Acts on this thing, by its id.
    pub target: Option<String>,
    /// At or after this time.
    pub after: Option<Timestamp>,
    /// Before this time.
    pub before: Option<Timestamp>,
}

/// The record in the store.
#[async_trait]
pub trait AuditRepo: Send {
    /// Adds an entry. None is ever changed.
    async fn add(&mut self, entry: &Entry) -> Result<()>;
    /// One page, newest first.
    async fn list(
        &mut self,
        filter: &AuditFilter,
        page: &PageRequest<AuditId>,
    ) -> Result<Page<Entry, AuditId>>;
    /// Removes entries made before `before`; returns how many.
    async fn remove_older(&mut self, before: Timestamp, limit: u64) -> Result<u64>;
}
