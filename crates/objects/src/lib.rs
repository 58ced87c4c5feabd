//! Where the bytes of files are kept: a folder that every process on the database can reach.

mod folder;

use std::{io, path::Path, sync::Arc};

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
    folder(url).is_some()
}

/// The folder that a URL names.
pub fn folder(url: &str) -> Option<&Path> {
    let path = url.strip_prefix("file:").filter(|path| !path.is_empty())?;
    Some(Path::new(path.strip_prefix("//").unwrap_or(path)))
}

/// Opens the place that a URL names.
pub fn open(url: &str) -> Result<Arc<dyn ObjectStore>, OpenError> {
    let path = folder(url).ok_or(OpenError::Url)?;
    Ok(Arc::new(Folder::open(path).map_err(|error| OpenError::Folder(error.kind()))?))
}
