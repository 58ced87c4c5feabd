//! Where the bytes of files are kept: a folder of this machine, or a bucket that speaks S3.

mod folder;

use std::{io, sync::Arc};

use domain::attachment::ObjectStore;
pub use folder::Folder;

/// Why a place cannot be used. Names no credential.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It is not written in a way that is known.
    #[error("the object store must be file:path")]
    Url,
    /// The folder cannot be made.
    #[error("the object store's folder cannot be made: {0}")]
    Folder(io::ErrorKind),
}

/// Whether a place is written in a way that is known.
pub fn is_url(url: &str) -> bool {
    url.strip_prefix("file:").is_some_and(|path| !path.is_empty())
}

/// Opens the place that a URL names.
pub fn open(url: &str) -> Result<Arc<dyn ObjectStore>, OpenError> {
    let path = url.strip_prefix("file:").filter(|path| !path.is_empty()).ok_or(OpenError::Url)?;
    let path = path.strip_prefix("//").unwrap_or(path);
    Ok(Arc::new(Folder::open(path).map_err(|error| OpenError::Folder(error.kind()))?))
}
