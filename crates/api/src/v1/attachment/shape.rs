use domain::{
    attachment,
    id::{DeviceId, MessageId, ParcelId, RepairId},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::timestamp::Timestamp;

/// A file that is part of a message, a device, a parcel or a repair, or waits to be. What is not known of a redacted one is `null`.
#[derive(Serialize, ToSchema)]
pub(crate) struct Attachment {
    /// Stable id.
    id: Uuid,
    /// Which message it came with.
    #[schema(required)]
    message_id: Option<Uuid>,
    /// Which device's purchase it proves. Without message and device it waits.
    #[schema(required)]
    device_id: Option<Uuid>,
    /// Which parcel without a number it is a photo of; `null` for all else.
    #[schema(required)]
    parcel_id: Option<Uuid>,
    /// At which repair's intake it was taken; `null` for all else.
    #[schema(required)]
    repair_id: Option<Uuid>,
    /// What it was called, without what could mislead.
    #[schema(required, example = "fader.jpg")]
    file_name: Option<String>,
    /// What it is, by its first bytes; `application/octet-stream` for anything that a browser could run.
    #[schema(required, example = "image/jpeg")]
    media_type: Option<String>,
    /// How many bytes it has: a picture may have lost some that told of place and person.
    #[schema(required)]
    size: Option<u64>,
    /// The hash of its bytes, in hexadecimal digits.
    #[schema(required)]
    sha256: Option<String>,
    /// When it was sent.
    created_at: Timestamp,
    /// When it was taken away for good.
    #[schema(required)]
    redacted_at: Option<Timestamp>,
}

impl From<attachment::Attachment> for Attachment {
    fn from(attachment: attachment::Attachment) -> Self {
        let content = attachment.content.as_ref();
        Self {
            id: attachment.id.as_uuid(),
            message_id: attachment.message().map(MessageId::as_uuid),
            device_id: attachment.device().map(DeviceId::as_uuid),
            parcel_id: attachment.parcel().map(ParcelId::as_uuid),
            repair_id: attachment.repair().map(RepairId::as_uuid),
            file_name: content.map(|file| file.file_name.as_str().to_owned()),
            media_type: content.map(|file| file.media_type.clone()),
            size: content.map(|file| file.size),
            sha256: content.map(|file| hexadecimal(&file.sha256)),
            created_at: attachment.created_at.into(),
            redacted_at: attachment.redacted_at.map(Into::into),
        }
    }
}

/// A hash as text.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|d| char::from_digit(d.into(), 16))
        .collect()
}
