//! Files that are there whole or not at all, for their owner only.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, Permissions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::Path,
    time::Duration,
};

use domain::{Error, Result};

/// Makes the folder, for its owner only, unless it is there; says whether others may enter it.
pub(crate) fn make_folder(path: &Path) -> io::Result<bool> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    Ok(fs::metadata(path)?.permissions().mode() & 0o077 != 0)
}

/// Writes a new file and puts it on disk.
pub(crate) fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    // The mask may have taken rights away; it must not be what decides.
    file.set_permissions(Permissions::from_mode(0o600))?;
    file.write_all(content)?;
    file.sync_all()
}

/// Puts on disk what lies in a folder, by name.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// What is there, or `None`.
pub(crate) fn if_there<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Does what waits for the disk where nobody else has to wait for it.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

/// The disk, or the keyholder, does not do its work now.
pub(crate) fn unavailable(error: io::Error) -> Error {
    Error::KeysUnavailable { retry_after: Duration::from_secs(5), cause: Box::new(error) }
}
