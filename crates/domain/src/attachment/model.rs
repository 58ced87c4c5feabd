use super::{FileName, ObjectName};
use crate::{
    clock::Timestamp,
    id::{AccountId, AttachmentId, MessageId},
};

/// A file that belongs to a message, or waits for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Stable id.
    pub id: AttachmentId,
    /// Who sent it.
    pub uploader: AccountId,
    /// Which message it came with; none yet if it waits.
    pub message: Option<MessageId>,
    /// What was sent; nothing of it is left once it is redacted.
    pub content: Option<FileContent>,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When it was redacted.
    pub redacted_at: Option<Timestamp>,
}

/// What is known of a file's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileContent {
    /// Where its bytes are.
    pub object: ObjectName,
    /// What it was called.
    pub file_name: FileName,
    /// What it is, by its first bytes.
    pub media_type: String,
    /// How many bytes it has, as stored.
    pub size: u64,
    /// The hash of its bytes, as stored.
    pub sha256: [u8; 32],
}
