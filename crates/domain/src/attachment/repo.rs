use std::collections::HashSet;

use async_trait::async_trait;

use super::{Attachment, ObjectName, PartOf};
use crate::{
    clock::Timestamp,
    error::Result,
    id::{AccountId, AttachmentId, MessageId},
};

/// Which uploads that wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// All of this account.
    Of(AccountId),
    /// Up to so many that have waited since before this time and are in nobody's draft.
    Since(Timestamp, u64),
}

/// Attachments in the store.
#[async_trait]
pub trait AttachmentRepo: Send {
    /// Stores a new upload.
    async fn add(&mut self, attachment: &Attachment) -> Result<()>;
    /// The attachment, whoever asks.
    async fn find(&mut self, id: AttachmentId) -> Result<Option<Attachment>>;
    /// Those of these messages, in the order in which they were sent.
    async fn of_messages(&mut self, messages: &[MessageId]) -> Result<Vec<Attachment>>;
    /// Those that are part of any of these, in the order in which they were sent.
    async fn of(&mut self, wholes: &[PartOf]) -> Result<Vec<Attachment>>;
    /// Uploads that are part of nothing yet; in a write transaction, no other may count or bind them
    /// until it ends.
    async fn waiting(&mut self, which: Waiting) -> Result<Vec<Attachment>>;
    /// Makes waiting uploads part of something.
    async fn bind(&mut self, ids: &[AttachmentId], part_of: PartOf) -> Result<()>;
    /// Writes an attachment's content back, or that nothing is left of it.
    async fn update(&mut self, attachment: &Attachment) -> Result<()>;
    /// Removes an upload's row.
    async fn remove(&mut self, id: AttachmentId) -> Result<()>;
    /// Which of these objects have a row.
    async fn known(&mut self, objects: &[ObjectName]) -> Result<HashSet<ObjectName>>;
}
