//! The port to the place where the bytes of files are kept.

use std::{ops::Range, str::FromStr};

use async_trait::async_trait;
use bytes::Bytes;
use chrono::Duration;

use super::{Attachment, Waiting};
use crate::{
    Ctx,
    clock::Timestamp,
    error::Result,
    job::{JobRequest, Work},
    store::{Store, Tx},
};

/// Under which name an object is kept: 32 random hexadecimal digits, so that it tells nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectName(String);

impl ObjectName {
    /// A fresh name.
    pub fn new(cx: &Ctx) -> Self {
        let bytes: [u8; 16] = cx.random_bytes();
        Self(format!("{:032x}", u128::from_be_bytes(bytes)))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ObjectName {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let is_digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if text.len() == 32 && text.bytes().all(is_digit) { Ok(Self(text.to_owned())) } else { Err(()) }
    }
}

/// An object that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectInfo {
    /// Its name.
    pub name: ObjectName,
    /// When it was written, by the store's own clock.
    pub written_at: Timestamp,
}

/// Where the bytes of files are kept.
#[async_trait]
pub trait ObjectStore: Send + Sync {
    /// Begins a new object. It is there, whole and durable, once [`ObjectWriter::finish`] has
    /// returned, and never in part.
    async fn create(&self, name: &ObjectName) -> Result<Box<dyn ObjectWriter>>;
    /// Reads some of an object's bytes, piece by piece.
    async fn read(&self, name: &ObjectName, range: Range<u64>) -> Result<Box<dyn ObjectReader>>;
    /// Removes an object. One that is not there is removed.
    async fn delete(&self, name: &ObjectName) -> Result<()>;
    /// Up to `limit` objects whose names come after `after`, in the order of their names. Also
    /// removes what writers have left unfinished since before `abandoned_before`.
    async fn list(
        &self,
        after: Option<&ObjectName>,
        limit: usize,
        abandoned_before: Timestamp,
    ) -> Result<Vec<ObjectInfo>>;
}

/// Takes an object's bytes. Dropped unfinished, there is no object.
#[async_trait]
pub trait ObjectWriter: Send {
    /// Takes more.
    async fn write(&mut self, bytes: Bytes) -> Result<()>;
    /// Makes the object durable.
    async fn finish(self: Box<Self>) -> Result<()>;
    /// Takes nothing more and leaves nothing behind.
    async fn abort(self: Box<Self>);
}

/// Gives an object's bytes.
#[async_trait]
pub trait ObjectReader: Send {
    /// The next piece; `None` at the end.
    async fn next(&mut self) -> Result<Option<Bytes>>;
}

/// How long an object may be without a row: an upload is stored before its row is.
const ORPHAN_AGE: Duration = Duration::hours(24);
const PAGE: usize = 500;

/// Removes objects that no row has known for a day; returns how many. A crash between object and row
/// leaves one, and so does a restored database.
pub async fn remove_orphans(store: &dyn Store, objects: &dyn ObjectStore, now: Timestamp) -> Result<u64> {
    let (mut after, mut removed) = (None, 0);
    loop {
        let page = objects.list(after.as_ref(), PAGE, now - ORPHAN_AGE).await?;
        let Some(last) = page.last() else { return Ok(removed) };
        after = Some(last.name.clone());
        let old = page.into_iter().filter(|object| object.written_at < now - ORPHAN_AGE);
        let names: Vec<_> = old.map(|object| object.name).collect();
        let known = store.read().await?.attachments().known(&names).await?;
        for orphan in names.iter().filter(|name| !known.contains(*name)) {
            objects.delete(orphan).await?;
            removed += 1;
        }
    }
}

/// Removes up to `limit` uploads that have waited for a message since before `before`, and orders
/// their bytes to be removed; returns how many.
pub async fn remove_waiting(tx: &mut dyn Tx, cx: &Ctx, before: Timestamp, limit: u64) -> Result<u64> {
    let expired = tx.attachments().waiting(Waiting::Since(before, limit)).await?;
    for attachment in &expired {
        destroy(tx, cx, attachment).await?;
    }
    Ok(expired.len() as u64)
}

/// Removes a file: its row now, its bytes right after the commit.
pub(crate) async fn destroy(tx: &mut dyn Tx, cx: &Ctx, attachment: &Attachment) -> Result<()> {
    tx.attachments().remove(attachment.id).await?;
    match &attachment.content {
        Some(content) => remove_later(tx, cx, content.object.clone()).await,
        None => Ok(()),
    }
}

/// Orders an object's removal right after the commit.
pub(crate) async fn remove_later(tx: &mut dyn Tx, cx: &Ctx, object: ObjectName) -> Result<()> {
    tx.jobs().enqueue(JobRequest::now(cx, Work::RemoveObject { object: object.0 })).await
}
