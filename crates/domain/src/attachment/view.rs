use std::collections::HashMap;

use super::{Attachment, PartOf};
use crate::{
    Ctx, device,
    error::{Denied, Error, Result},
    id::{AttachmentId, MessageId},
    parcel, repair,
    store::Tx,
    ticket::find_message,
};

/// The attachment, if the actor may know of it: whoever sees what it is part of; while it waits,
/// whoever sent it.
pub async fn find(tx: &mut dyn Tx, cx: &Ctx, id: AttachmentId) -> Result<Attachment> {
    let absent = || Error::NotFound("attachment");
    let found = tx.attachments().find(id).await?.ok_or_else(absent)?;
    let in_view = match found.part_of {
        None => cx.actor().account() == Some(found.uploader),
        Some(PartOf::Message(message)) => is_seen(find_message(tx, cx, message).await)?,
        Some(PartOf::Device(device)) => is_seen(device::find(tx, cx, device).await)?,
        Some(PartOf::Parcel(parcel)) => is_seen(parcel::find(tx, cx, parcel).await)?,
        Some(PartOf::Repair(repair)) => is_seen(repair::find(tx, cx, repair).await)?,
    };
    if in_view { Ok(found) } else { Err(absent()) }
}

fn is_seen<T>(found: Result<T>) -> Result<bool> {
    match found {
        Ok(_) => Ok(true),
        Err(Error::NotFound(_) | Error::Denied(Denied::MissingPermission)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The attachments of messages that the actor has been found to see.
pub async fn of_messages(
    tx: &mut dyn Tx,
    messages: &[MessageId],
) -> Result<HashMap<MessageId, Vec<Attachment>>> {
    let mut by_message: HashMap<_, Vec<_>> = HashMap::new();
    for attachment in tx.attachments().of_messages(messages).await? {
        if let Some(message) = attachment.message() {
            by_message.entry(message).or_default().push(attachment);
        }
    }
    Ok(by_message)
}
