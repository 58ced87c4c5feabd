//! Objects in a bucket of an S3-compatible store. A small one is put at once, a large one in parts, of
//! which nothing can be read before the last is there. Keys look like the paths in a folder, so that
//! one can be copied to the other.

mod read;
mod unfinished;
mod write;

use std::{ops::Range, sync::Arc, time::Duration};

use async_trait::async_trait;
use domain::{
    Error, Result,
    attachment::{ObjectInfo, ObjectName, ObjectReader, ObjectStore, ObjectWriter},
    clock::Timestamp,
};
use object_store::{
    BackoffConfig, ClientOptions, GetOptions, GetRange, ObjectStore as _, ObjectStoreExt, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder},
    list::{PaginatedListOptions, PaginatedListStore},
    path::Path,
};

use crate::{OpenError, S3Access, place::BucketName};
use read::Reading;
use unfinished::Uploads;
use write::Writing;

/// How long nothing may come from the store.
const SILENCE: Duration = Duration::from_mins(1);
/// How long it may take to reach it.
const CONNECTING: Duration = Duration::from_secs(5);
/// How often and how long a request is repeated: people wait for the answer.
const RETRIES: RetryConfig = RetryConfig {
    backoff: BackoffConfig {
        init_backoff: Duration::from_millis(100),
        max_backoff: Duration::from_secs(2),
        base: 2.,
    },
    max_retries: 3,
    retry_timeout: Duration::from_secs(15),
};

/// A bucket, or a part of one, with objects in it.
#[derive(Debug, Clone)]
pub struct Bucket {
    store: Arc<AmazonS3>,
    uploads: Arc<Uploads>,
    /// What keys begin with: empty, or with a slash at its end.
    prefix: String,
}

impl Bucket {
    /// Gets ready to use the bucket. Nothing is sent yet.
    pub(crate) fn open(name: &BucketName<'_>, access: &S3Access) -> Result<Self, OpenError> {
        crate::install_crypto();
        let endpoint = access.endpoint();
        let options = ClientOptions::new()
            .with_allow_http(true)
            .with_timeout_disabled()
            .with_connect_timeout(CONNECTING)
            .with_read_timeout(SILENCE);
        let store = AmazonS3Builder::new()
            .with_bucket_name(name.bucket)
            .with_endpoint(&endpoint)
            .with_region(&access.region)
            .with_access_key_id(&access.access_key)
            .with_secret_access_key(&access.secret_key)
            .with_client_options(options.clone())
            .with_retry(RETRIES)
            .with_disable_bulk_delete(true)
            .build()
            .map_err(|_| OpenError::Bucket)?;
        let address = format!("{}/{}", endpoint.trim_end_matches('/'), name.bucket);
        let address = address.parse().map_err(|_| OpenError::Bucket)?;
        let uploads = Uploads::new(address, access.region.clone(), &options)?;
        let prefix = if name.prefix.is_empty() { String::new() } else { format!("{}/", name.prefix) };
        Ok(Self { store: Arc::new(store), uploads: Arc::new(uploads), prefix })
    }

    fn key(&self, name: &ObjectName) -> String {
        format!("{}{}/{}", self.prefix, &name.as_str()[..2], name.as_str())
    }

    fn path(&self, name: &ObjectName) -> Path {
        Path::from(self.key(name))
    }

    /// The object that a key stands for; `None` for what somebody else has put there.
    fn name(&self, key: &str) -> Option<ObjectName> {
        let (folder, name) = key.strip_prefix(&self.prefix)?.split_once('/')?;
        let name: ObjectName = name.parse().ok()?;
        (name.as_str()[..2] == *folder).then_some(name)
    }
}

#[async_trait]
impl ObjectStore for Bucket {
    async fn create(&self, name: &ObjectName) -> Result<Box<dyn ObjectWriter>> {
        Ok(Box::new(Writing::new(Arc::clone(&self.store), self.path(name))))
    }

    async fn read(&self, name: &ObjectName, range: Range<u64>) -> Result<Box<dyn ObjectReader>> {
        let options = GetOptions { range: Some(GetRange::Bounded(range.clone())), ..GetOptions::default() };
        let found = self.store.get_opts(&self.path(name), options).await.map_err(unavailable)?;
        Ok(Box::new(Reading::new(found.into_stream(), range.end.saturating_sub(range.start))))
    }

    async fn delete(&self, name: &ObjectName) -> Result<()> {
        match self.store.delete(&self.path(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(unavailable(error)),
        }
    }

    async fn list(
        &self,
        after: Option<&ObjectName>,
        limit: usize,
        abandoned_before: Timestamp,
    ) -> Result<Vec<ObjectInfo>> {
        if after.is_none() {
            self.abandon_uploads(abandoned_before).await?;
        }
        let mut found = Vec::new();
        let mut offset = after.map(|name| self.key(name));
        while found.len() < limit {
            let options = PaginatedListOptions {
                offset: offset.take(),
                max_keys: Some(limit.min(1000)),
                ..PaginatedListOptions::default()
            };
            let prefix = (!self.prefix.is_empty()).then_some(self.prefix.as_str());
            let page = self.store.list_paginated(prefix, options).await.map_err(unavailable)?;
            // By the last key, not the store's own token: what stands there survives what is removed.
            offset = page.result.objects.last().map(|object| object.location.to_string());
            found.extend(page.result.objects.into_iter().filter_map(|object| {
                let name = self.name(object.location.as_ref())?;
                Some(ObjectInfo { name, written_at: object.last_modified })
            }));
            if page.page_token.is_none() || offset.is_none() {
                break;
            }
        }
        found.truncate(limit);
        Ok(found)
    }
}

impl Bucket {
    /// Ends what writers have left unfinished since before this time: it costs room, and nobody sees it.
    async fn abandon_uploads(&self, before: Timestamp) -> Result<()> {
        for upload in self.uploads.begun_before(&self.store, &self.prefix, before).await? {
            if self.name(&upload.key).is_some() {
                write::abandon(&self.store, &Path::from(upload.key), &upload.upload_id).await?;
            }
        }
        Ok(())
    }
}

/// What kind of failure it was, without key and address.
#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err asks for")]
fn unavailable(error: object_store::Error) -> Error {
    use object_store::Error as Cause;
    failed(match error {
        Cause::NotFound { .. } => "the bucket or the object is not there",
        Cause::PermissionDenied { .. } => "the keys do not allow it",
        Cause::Unauthenticated { .. } => "the keys are not known",
        _ => "it does not answer, or not as S3 does",
    })
}

fn failed(what: &str) -> Error {
    Error::Unavailable { retry_after: Duration::from_secs(5), cause: format!("object store: {what}").into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(prefix: &str) -> Bucket {
        let access =
            S3Access { access_key: "key".into(), secret_key: "secret".into(), ..S3Access::default() };
        Bucket::open(&BucketName { bucket: "files", prefix }, &access).unwrap()
    }

    #[test]
    fn a_key_looks_like_a_path_in_a_folder_and_leads_back() {
        let name: ObjectName = "0123456789abcdef".repeat(2).parse().unwrap();
        for (prefix, key) in [("", ""), ("desk", "desk/"), ("a/b", "a/b/")] {
            let key = format!("{key}01/{}", name.as_str());
            assert_eq!(bucket(prefix).key(&name), key);
            assert_eq!(bucket(prefix).name(&key), Some(name.clone()));
            assert_eq!(bucket(prefix).path(&name).as_ref(), key);
        }
    }

    #[test]
    fn what_others_keep_in_the_bucket_is_left_alone() {
        let name = "0123456789abcdef".repeat(2);
        for key in [name.clone(), format!("02/{name}"), format!("other/01/{name}"), "desk/01/a".into()] {
            assert_eq!(bucket("desk").name(&key), None, "{key}");
        }
    }
}
