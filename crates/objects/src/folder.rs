//! Objects as files. Each is written under a temporary name, put on disk, and only then given its
//! own; the folder is put on disk before anyone is told. They are spread over 256 folders, which keeps
//! each of them short.

use std::{
    fs::DirBuilder,
    io::{self, SeekFrom},
    ops::Range,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    time::Duration,
};

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use domain::{
    Error, Result,
    attachment::{ObjectInfo, ObjectName, ObjectReader, ObjectStore, ObjectWriter},
    clock::Timestamp,
};
use tokio::{
    fs::{self, File, OpenOptions},
    io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt},
};

/// How a name ends while its object is being written.
const UNFINISHED: &str = ".part";
/// How much is read at once.
const PIECE: usize = 64 * 1024;

/// A folder with objects in it.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// Opens the folder, and makes it if it is not there: for its owner only.
    pub fn open(root: impl Into<PathBuf>) -> io::Result<Self> {
        let root = root.into();
        DirBuilder::new().recursive(true).mode(0o700).create(&root)?;
        Ok(Self { root })
    }

    fn folder_of(&self, name: &ObjectName) -> PathBuf {
        self.root.join(&name.as_str()[..2])
    }

    fn path(&self, name: &ObjectName) -> PathBuf {
        self.folder_of(name).join(name.as_str())
    }

    /// The folders that there are, in order.
    async fn folders(&self) -> io::Result<Vec<PathBuf>> {
        let mut found = entries(&self.root).await?;
        found.retain(|path| path.is_dir());
        Ok(found)
    }

    async fn list_in(&self, folder: &Path, abandoned_before: Timestamp) -> io::Result<Vec<ObjectInfo>> {
        let mut found = Vec::new();
        for path in entries(folder).await? {
            let Some(file_name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            let Ok(modified) = fs::metadata(&path).await.and_then(|metadata| metadata.modified()) else {
                continue;
            };
            let written_at = Timestamp::from(modified);
            if let Ok(name) = file_name.parse() {
                found.push(ObjectInfo { name, written_at });
            } else if file_name.ends_with(UNFINISHED) && written_at < abandoned_before {
                absent_is_fine(fs::remove_file(&path).await)?;
            }
        }
        Ok(found)
    }
}

#[async_trait]
impl ObjectStore for Folder {
    async fn create(&self, name: &ObjectName) -> Result<Box<dyn ObjectWriter>> {
        let (folder, path) = (self.folder_of(name), self.path(name));
        match fs::DirBuilder::new().mode(0o700).create(&folder).await {
            Ok(()) => sync_folder(&self.root).await.map_err(unavailable)?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(unavailable(error)),
        }
        let unfinished = path.with_extension(&UNFINISHED[1..]);
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished).await;
        let guard = Unfinished { path: unfinished, is_done: false };
        Ok(Box::new(Writing { file: file.map_err(unavailable)?, guard, folder, path }))
    }

    async fn read(&self, name: &ObjectName, range: Range<u64>) -> Result<Box<dyn ObjectReader>> {
        let open = async {
            let mut file = File::open(self.path(name)).await?;
            file.seek(SeekFrom::Start(range.start)).await?;
            io::Result::Ok(file)
        };
        let file = open.await.map_err(unavailable)?;
        Ok(Box::new(Reading { file, left: range.end.saturating_sub(range.start) }))
    }

    async fn delete(&self, name: &ObjectName) -> Result<()> {
        let delete = async {
            absent_is_fine(fs::remove_file(self.path(name)).await)?;
            absent_is_fine(sync_folder(&self.folder_of(name)).await)
        };
        delete.await.map_err(unavailable)
    }

    async fn list(
        &self,
        after: Option<&ObjectName>,
        limit: usize,
        abandoned_before: Timestamp,
    ) -> Result<Vec<ObjectInfo>> {
        let first = after.map(|name| self.folder_of(name));
        let mut found = Vec::new();
        for folder in self.folders().await.map_err(unavailable)? {
            if found.len() >= limit {
                break;
            }
            if first.as_ref().is_none_or(|first| folder >= *first) {
                let mut here = self.list_in(&folder, abandoned_before).await.map_err(unavailable)?;
                here.retain(|object| after.is_none_or(|after| object.name > *after));
                found.append(&mut here);
            }
        }
        found.truncate(limit);
        Ok(found)
    }
}

/// An object that is being written.
struct Writing {
    file: File,
    guard: Unfinished,
    folder: PathBuf,
    path: PathBuf,
}

/// Removes the temporary file, unless it became the object.
struct Unfinished {
    path: PathBuf,
    is_done: bool,
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.is_done {
            // A file that stays is removed by the next look for what was abandoned.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

#[async_trait]
impl ObjectWriter for Writing {
    async fn write(&mut self, bytes: Bytes) -> Result<()> {
        self.file.write_all(&bytes).await.map_err(unavailable)
    }

    async fn finish(mut self: Box<Self>) -> Result<()> {
        let finish = async {
            self.file.flush().await?;
            self.file.sync_all().await?;
            fs::rename(&self.guard.path, &self.path).await?;
            self.guard.is_done = true;
            sync_folder(&self.folder).await
        };
        finish.await.map_err(unavailable)
    }

    async fn abort(self: Box<Self>) {}
}

struct Reading {
    file: File,
    left: u64,
}

#[async_trait]
impl ObjectReader for Reading {
    async fn next(&mut self) -> Result<Option<Bytes>> {
        if self.left == 0 {
            return Ok(None);
        }
        let mut piece = BytesMut::with_capacity(PIECE.min(usize::try_from(self.left).unwrap_or(PIECE)));
        let read = (&mut self.file).take(self.left).read_buf(&mut piece).await.map_err(unavailable)?;
        if read == 0 {
            return Err(unavailable(io::ErrorKind::UnexpectedEof.into()));
        }
        self.left -= read as u64;
        Ok(Some(piece.freeze()))
    }
}

/// A folder's entries in the order of their names.
async fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut found, mut entries) = (Vec::new(), fs::read_dir(folder).await?);
    while let Some(entry) = entries.next_entry().await? {
        found.push(entry.path());
    }
    found.sort();
    Ok(found)
}

async fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder).await?.sync_all().await
}

fn absent_is_fine(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

/// The kind alone: a path names a folder of the machine.
#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err asks for")]
fn unavailable(error: io::Error) -> Error {
    let cause = format!("object store: {}", error.kind()).into();
    Error::Unavailable { retry_after: Duration::from_secs(5), cause }
}

#[cfg(test)]
mod tests;
