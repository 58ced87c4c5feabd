use chrono::Duration;

use super::{Attachment, FileContent, Waiting, destroy};
use crate::{
    Ctx,
    error::{Conflict, Error, Result},
    id::{AccountId, AttachmentId},
    store::Tx,
};

/// How long an upload waits to become part of something.
pub const KEPT_WAITING: Duration = Duration::hours(24);

/// How much of one account may wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// How many files.
    pub files: usize,
    /// How many bytes.
    pub bytes: u64,
}

impl Allowance {
    /// Room for several full messages of files of this size.
    pub const fn for_files_of(bytes: u64) -> Self {
        Self { files: 50, bytes: bytes.saturating_mul(20) }
    }
}

/// A file whose bytes are in the object store already.
#[derive(Debug, Clone)]
pub struct NewAttachment {
    /// The id it will have.
    pub id: AttachmentId,
    /// What is known of its bytes.
    pub content: FileContent,
}

/// Fails if the actor may not let another `size` bytes wait.
pub async fn check_allowance(tx: &mut dyn Tx, cx: &Ctx, allowance: Allowance, size: u64) -> Result<()> {
    let waiting = tx.attachments().waiting(Waiting::Of(uploader(cx)?)).await?;
    let used: u64 = waiting.iter().filter_map(|upload| upload.content.as_ref()).map(|file| file.size).sum();
    if waiting.len() >= allowance.files || used.saturating_add(size) > allowance.bytes {
        return Err(Conflict::TooMuchWaiting.into());
    }
    Ok(())
}

/// Keeps an upload of the actor until something takes it.
pub async fn keep(tx: &mut dyn Tx, cx: &Ctx, allowance: Allowance, new: NewAttachment) -> Result<Attachment> {
    check_allowance(tx, cx, allowance, new.content.size).await?;
    let attachment = Attachment {
        id: new.id,
        uploader: uploader(cx)?,
        part_of: None,
        content: Some(new.content),
        created_at: cx.now(),
        redacted_at: None,
    };
    tx.attachments().add(&attachment).await?;
    Ok(attachment)
}

/// Removes an upload of the actor that nothing has taken.
pub async fn discard(tx: &mut dyn Tx, cx: &Ctx, id: AttachmentId) -> Result<()> {
    let attachment = super::find(tx, cx, id).await?;
    if attachment.part_of.is_some() {
        return Err(Conflict::AttachmentBound.into());
    }
    destroy(tx, cx, &attachment).await
}

fn uploader(cx: &Ctx) -> Result<AccountId, Error> {
    Ok(cx.actor().principal()?.account)
}
