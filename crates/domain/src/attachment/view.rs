use std::collections::HashMap;

use super::Attachment;
use crate::{
    Ctx,
    error::{Error, Result},
    id::{AttachmentId, MessageId},
    store::Tx,
    ticket::{Viewer, find_message},
};

/// The attachment, if the actor may know of it: whoever sees the message it belongs to; while it
/// waits, whoever sent it.
pub async fn find(tx: &mut dyn Tx, cx: &Ctx, id: AttachmentId) -> Result<Attachment> {
    Viewer::of(cx.actor())?;
    let absent = || Error::NotFound("attachment");
    let found = tx.attachments().find(id).await?.ok_or_else(absent)?;
    let in_view = match found.message {
        None => cx.actor().account() == Some(found.uploader),
        Some(message) => match find_message(tx, cx, message).await {
            Ok(_) => true,
            Err(Error::NotFound(_)) => false,
            Err(error) => return Err(error),
        },
    };
    if in_view { Ok(found) } else { Err(absent()) }
}

/// The attachments of messages that the actor has been found to see.
pub async fn of_messages(
    tx: &mut dyn Tx,
    messages: &[MessageId],
) -> Result<HashMap<MessageId, Vec<Attachment>>> {
    let mut by_message: HashMap<_, Vec<_>> = HashMap::new();
    for attachment in tx.attachments().of_messages(messages).await? {
        if let Some(message) = attachment.message {
            by_message.entry(message).or_default().push(attachment);
        }
    }
    Ok(by_message)
}
