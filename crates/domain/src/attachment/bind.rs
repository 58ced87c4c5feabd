use std::collections::HashSet;

use super::{Attachment, PartOf, Waiting};
use crate::{
    Ctx,
    error::{Conflict, Error, FieldError, Result, Rule},
    id::{AttachmentId, MessageId},
    store::Tx,
};

/// The most files one message may have.
pub const MAX_PER_MESSAGE: usize = 20;
/// The most photos one parcel, or one repair's intake, may have.
pub const MAX_PHOTOS: usize = 10;

/// Gives the actor's waiting uploads to a message that has just been written. Each can be given
/// once; whose else, or none, is all the same.
pub async fn bind(tx: &mut dyn Tx, cx: &Ctx, message: MessageId, ids: &[AttachmentId]) -> Result<()> {
    check_waiting(tx, cx, ids).await?;
    if ids.is_empty() { Ok(()) } else { tx.attachments().bind(ids, PartOf::Message(message)).await }
}

/// Fails unless each of these is an upload of the actor that waits for a message, and stands once.
pub(crate) async fn check_waiting(tx: &mut dyn Tx, cx: &Ctx, ids: &[AttachmentId]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let waiting = tx.attachments().waiting(Waiting::Of(cx.actor().principal()?.account)).await?;
    let mut free: HashSet<_> = waiting.into_iter().map(|upload| upload.id).collect();
    let refused = ids.iter().enumerate().filter(|(_, id)| !free.remove(id));
    let errors: Vec<_> = refused.map(|(at, _)| unknown(at)).collect();
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

/// Makes one of the actor's waiting uploads part of something else than a message.
pub(crate) async fn take_waiting(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: AttachmentId,
    part_of: PartOf,
) -> Result<Attachment> {
    let waiting = tx.attachments().waiting(Waiting::Of(cx.actor().principal()?.account)).await?;
    let found = waiting.into_iter().find(|upload| upload.id == id).ok_or(Error::NotFound("attachment"))?;
    tx.attachments().bind(&[id], part_of).await?;
    Ok(Attachment { part_of: Some(part_of), ..found })
}

/// Makes an upload of the actor a photo of something. Repeating it changes nothing.
pub(crate) async fn take_photo(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: AttachmentId,
    part_of: PartOf,
) -> Result<Attachment> {
    let known = tx.attachments().of(&[part_of]).await?;
    if let Some(photo) = known.iter().find(|photo| photo.id == id) {
        return Ok(photo.clone());
    }
    if known.len() >= MAX_PHOTOS {
        return Err(Conflict::TooManyPhotos.into());
    }
    let photo = take_waiting(tx, cx, id, part_of).await?;
    if photo.content.as_ref().is_some_and(|content| content.media_type.starts_with("image/")) {
        return Ok(photo);
    }
    let rule = Rule::new("not_an_image", "must be an image");
    Err(Error::invalid(FieldError::at("attachment_id", rule)))
}

fn unknown(at: usize) -> FieldError {
    let rule = Rule::new("unknown_reference", "must be an upload of one's own that no message has taken");
    FieldError::at(&format!("attachment_ids/{at}"), rule)
}
