//! A file's name is a text that somebody wrote: copies of an address in it end with the address.

use super::{Attachment, FileName};
use crate::{error::Result, postal::Sweep, store::Tx};

/// The file's name without the address; `None` if it is not in it.
pub(crate) fn clean_name(file: &Attachment, sweep: &Sweep) -> Option<String> {
    let content = file.content.as_ref()?;
    sweep.clean(content.file_name.as_str())
}

/// Takes copies of an address out of a file's name, and writes it back; whether there was one.
pub(crate) async fn sweep_name(tx: &mut dyn Tx, mut file: Attachment, sweep: &Sweep) -> Result<bool> {
    let Some(name) = clean_name(&file, sweep) else { return Ok(false) };
    if let Some(content) = &mut file.content {
        content.file_name = FileName::clean(&name);
    }
    tx.attachments().update(&file).await?;
    Ok(true)
}
