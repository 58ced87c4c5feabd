//! Which uploads in parts were begun and not ended: `ListMultipartUploads`, which `object_store` lacks.

use domain::{Result, clock::Timestamp};
use http::{Method, Request};
use object_store::{
    ClientOptions,
    aws::{AmazonS3, AwsAuthorizer},
    client::{HttpClient, HttpConnector, HttpRequestBody, ReqwestConnector},
};
use serde::Deserialize;
use url::Url;

use super::{failed, unavailable};
use crate::OpenError;

/// The bucket's list of uploads.
#[derive(Debug)]
pub(super) struct Uploads {
    address: Url,
    region: String,
    client: HttpClient,
}

/// An upload that was begun.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Begun {
    pub(super) key: String,
    pub(super) upload_id: String,
    initiated: Timestamp,
}

/// A page of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Page {
    #[serde(rename = "Upload")]
    uploads: Vec<Begun>,
    is_truncated: bool,
    next_key_marker: String,
    next_upload_id_marker: String,
}

impl Uploads {
    pub(super) fn new(address: Url, region: String, options: &ClientOptions) -> Result<Self, OpenError> {
        let client = ReqwestConnector::default().connect(options).map_err(|_| OpenError::Bucket)?;
        Ok(Self { address, region, client })
    }

    /// Those that were begun before this time.
    pub(super) async fn begun_before(
        &self,
        store: &AmazonS3,
        prefix: &str,
        before: Timestamp,
    ) -> Result<Vec<Begun>> {
        let (mut found, mut last) = (Vec::new(), Page::default());
        loop {
            let page = self.page(store, prefix, &last).await?;
            let is_last = !page.is_truncated || page.uploads.is_empty();
            last = Page { uploads: Vec::new(), ..page };
            found.extend(page.uploads.into_iter().filter(|upload| upload.initiated < before));
            if is_last {
                return Ok(found);
            }
        }
    }

    fn address(&self, prefix: &str, after: &Page) -> Url {
        let mut address = self.address.clone();
        let mut query = address.query_pairs_mut();
        query.append_pair("uploads", "").append_pair("prefix", prefix);
        if after.is_truncated {
            query.append_pair("key-marker", &after.next_key_marker);
            query.append_pair("upload-id-marker", &after.next_upload_id_marker);
        }
        drop(query);
        address
    }

    async fn page(&self, store: &AmazonS3, prefix: &str, after: &Page) -> Result<Page> {
        let address = self.address(prefix, after);
        let credential = store.credentials().get_credential().await.map_err(unavailable)?;
        let mut request = Request::builder()
            .method(Method::GET)
            .uri(address.as_str())
            .body(HttpRequestBody::empty())
            .map_err(|_| failed("its address is none"))?;
        let authorizer = AwsAuthorizer::new(&credential, "s3", &self.region);
        authorizer.try_authorize(&mut request, None).map_err(unavailable)?;
        let answer = self.client.execute(request).await.map_err(|_| failed("it does not answer"))?;
        if !answer.status().is_success() {
            return Err(failed("it does not list unfinished uploads"));
        }
        let body = answer.into_body().bytes().await.map_err(|_| failed("its answer was cut off"))?;
        parse(&body).ok_or_else(|| failed("its list of unfinished uploads cannot be read"))
    }
}

fn parse(xml: &[u8]) -> Option<Page> {
    quick_xml::de::from_str(std::str::from_utf8(xml).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_uploads_is_read() {
        let page = parse(
            br#"<?xml version="1.0" encoding="UTF-8"?>
            <ListMultipartUploadsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
              <Bucket>files</Bucket><KeyMarker></KeyMarker><NextKeyMarker>01/b</NextKeyMarker>
              <NextUploadIdMarker>u2</NextUploadIdMarker><MaxUploads>2</MaxUploads><IsTruncated>true</IsTruncated>
              <Upload><Key>01/a</Key><UploadId>u1</UploadId><StorageClass>STANDARD</StorageClass>
                <Initiated>2026-11-22T10:00:00.000Z</Initiated></Upload>
              <Upload><Key>01/b</Key><UploadId>u2</UploadId><Initiator><ID>1</ID></Initiator>
                <Initiated>2026-11-22T11:00:00Z</Initiated></Upload>
            </ListMultipartUploadsResult>"#,
        )
        .unwrap();
        let keys: Vec<_> = page.uploads.iter().map(|u| (u.key.as_str(), u.upload_id.as_str())).collect();
        assert_eq!(keys, [("01/a", "u1"), ("01/b", "u2")]);
        assert!(page.is_truncated && page.next_key_marker == "01/b" && page.next_upload_id_marker == "u2");
        assert!(page.uploads[0].initiated < page.uploads[1].initiated);
    }

    #[test]
    fn a_bucket_without_uploads_has_an_empty_list() {
        let page = parse(
            b"<ListMultipartUploadsResult><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>",
        );
        assert!(page.unwrap().uploads.is_empty());
        assert!(parse(b"<html>hello").is_none());
    }
}
