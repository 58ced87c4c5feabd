use super::{FileName, ObjectName};
use crate::{
    clock::Timestamp,
    id::{AccountId, AttachmentId, DeviceId, MessageId, ParcelId, RepairId},
};

/// A file that is part of something, or waits to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Stable id.
    pub id: AttachmentId,
    /// Who sent it.
    pub uploader: AccountId,
    /// What it is part of; nothing yet if it waits.
    pub part_of: Option<PartOf>,
    /// What was sent; nothing of it is left once it is redacted.
    pub content: Option<FileContent>,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When it was redacted.
    pub redacted_at: Option<Timestamp>,
}

/// What a file is part of, from when it is taken on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartOf {
    /// The message that it came with.
    Message(MessageId),
    /// The device whose purchase it proves.
    Device(DeviceId),
    /// The parcel without a number that it is a photo of.
    Parcel(ParcelId),
    /// The repair at whose intake it was taken.
    Repair(RepairId),
}

impl Attachment {
    /// Which message it came with.
    pub const fn message(&self) -> Option<MessageId> {
        match self.part_of {
            Some(PartOf::Message(message)) => Some(message),
            _ => None,
        }
    }

    /// Which device's purchase it proves.
    pub const fn device(&self) -> Option<DeviceId> {
        match self.part_of {
            Some(PartOf::Device(device)) => Some(device),
            _ => None,
        }
    }

    /// Which parcel without a number it is a photo of.
    pub const fn parcel(&self) -> Option<ParcelId> {
        match self.part_of {
            Some(PartOf::Parcel(parcel)) => Some(parcel),
            _ => None,
        }
    }

    /// At which repair's intake it was taken.
    pub const fn repair(&self) -> Option<RepairId> {
        match self.part_of {
            Some(PartOf::Repair(repair)) => Some(repair),
            _ => None,
        }
    }
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
