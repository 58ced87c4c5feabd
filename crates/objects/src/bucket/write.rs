use std::{mem, sync::Arc};

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use domain::{Result, attachment::ObjectWriter};
use object_store::{
    ObjectStoreExt, PutPayload,
    aws::AmazonS3,
    multipart::{MultipartStore, PartId},
    path::Path,
};

use super::unavailable;

/// How large a part is: the least that S3 takes. So much of each upload is in memory.
const PART: usize = 5 * 1024 * 1024;

/// An object that is being written.
pub(super) struct Writing {
    store: Arc<AmazonS3>,
    path: Path,
    pending: BytesMut,
    /// Once there is more than one part.
    upload: Option<Upload>,
}

impl Writing {
    pub(super) fn new(store: Arc<AmazonS3>, path: Path) -> Self {
        Self { store, path, pending: BytesMut::new(), upload: None }
    }

    async fn put_part(&mut self, part: Bytes) -> Result<()> {
        let upload = match &mut self.upload {
            Some(upload) => upload,
            none => none.insert(Upload::begin(&self.store, &self.path).await?),
        };
        let (number, id) = (upload.parts.len(), &upload.id);
        let put = self.store.put_part(&self.path, id, number, PutPayload::from(part)).await;
        upload.parts.push(put.map_err(unavailable)?);
        Ok(())
    }

    async fn put_rest(&mut self) -> Result<()> {
        let rest = mem::take(&mut self.pending).freeze();
        if self.upload.is_none() {
            return self.store.put(&self.path, rest.into()).await.map(drop).map_err(unavailable);
        }
        if !rest.is_empty() {
            self.put_part(rest).await?;
        }
        let Some(upload) = &mut self.upload else { return Ok(()) };
        let parts = mem::take(&mut upload.parts);
        self.store.complete_multipart(&self.path, &upload.id, parts).await.map_err(unavailable)?;
        upload.is_over = true;
        Ok(())
    }

    async fn abandon_upload(&mut self) -> Result<()> {
        let Some(upload) = &mut self.upload else { return Ok(()) };
        upload.is_over = true;
        abandon(&self.store, &self.path, &upload.id).await
    }
}

#[async_trait]
impl ObjectWriter for Writing {
    async fn write(&mut self, bytes: Bytes) -> Result<()> {
        self.pending.extend_from_slice(&bytes);
        while self.pending.len() >= PART {
            let part = self.pending.split_to(PART).freeze();
            self.put_part(part).await?;
        }
        Ok(())
    }

    async fn finish(mut self: Box<Self>) -> Result<()> {
        let put = self.put_rest().await;
        if put.is_err() {
            // What cannot be abandoned now is found by the next look for what was.
            let _ = self.abandon_upload().await;
        }
        put
    }

    async fn abort(mut self: Box<Self>) {
        let _ = self.abandon_upload().await;
    }
}

/// An upload in parts. Dropped before it is over, it is abandoned, as far as there is time for it.
struct Upload {
    store: Arc<AmazonS3>,
    path: Path,
    id: String,
    parts: Vec<PartId>,
    is_over: bool,
}

impl Upload {
    async fn begin(store: &Arc<AmazonS3>, path: &Path) -> Result<Self> {
        let id = store.create_multipart(path).await.map_err(unavailable)?;
        Ok(Self { store: Arc::clone(store), path: path.clone(), id, parts: Vec::new(), is_over: false })
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let (store, path, id) = (Arc::clone(&self.store), self.path.clone(), mem::take(&mut self.id));
            // Nobody waits for it: what stays is found by the next look for what was abandoned.
            runtime.spawn(async move { abandon(&store, &path, &id).await });
        }
    }
}

/// Takes an upload's parts away. One that is not there has been taken away.
pub(super) async fn abandon(store: &AmazonS3, path: &Path, id: &str) -> Result<()> {
    match store.abort_multipart(path, &id.to_owned()).await {
        Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
        Err(error) => Err(unavailable(error)),
    }
}
