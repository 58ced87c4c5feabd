//! Where the bytes of files are kept: a folder that every process on the database can reach, or a
//! bucket of an S3-compatible store.

mod bucket;
mod folder;
mod place;

use std::{io, sync::Arc};

pub use bucket::Bucket;
use domain::attachment::ObjectStore;
pub use folder::Folder;
pub use place::{BucketName, Place, S3Access};

/// Why a place cannot be used. Names no credential.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It is not written in a way that is known.
    #[error("the object store must be file:path or s3://bucket/prefix")]
    Url,
    /// The folder cannot be made.
    #[error("the object store's folder cannot be made: {0}")]
    Folder(io::ErrorKind),
    /// The bucket's settings fit nothing.
    #[error("the object store's bucket cannot be used as it is set")]
    Bucket,
}

/// Opens the place that a URL names; a bucket with these keys.
pub fn open(url: &str, access: &S3Access) -> Result<Arc<dyn ObjectStore>, OpenError> {
    match Place::parse(url).ok_or(OpenError::Url)? {
        Place::Folder(path) => {
            Ok(Arc::new(Folder::open(path).map_err(|error| OpenError::Folder(error.kind()))?))
        }
        Place::Bucket(name) => Ok(Arc::new(Bucket::open(&name, access)?)),
    }
}

/// Makes ring what encrypts. Without it, a client cannot be made.
pub fn install_crypto() {
    // Whoever was first has done it.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
