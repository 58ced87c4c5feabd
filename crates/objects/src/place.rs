use std::{fmt, path::Path};

/// Where objects are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'a> {
    /// In a folder: `file:path`.
    Folder(&'a Path),
    /// In a bucket: `s3://bucket`, `s3://bucket/prefix`.
    Bucket(BucketName<'a>),
}

/// A bucket, and what names in it begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BucketName<'a> {
    /// The bucket.
    pub bucket: &'a str,
    /// A path without slashes around it; empty for the whole bucket.
    pub prefix: &'a str,
}

/// How to reach the store that has the bucket, and what to show there.
#[derive(Clone)]
pub struct S3Access {
    /// The store's address; without one, Amazon's in the region.
    pub endpoint: Option<String>,
    /// The region.
    pub region: String,
    /// The name of a pair of keys.
    pub access_key: String,
    /// Its secret half.
    pub secret_key: String,
}

impl S3Access {
    /// The store's address.
    pub(crate) fn endpoint(&self) -> String {
        self.endpoint.clone().unwrap_or_else(|| format!("https://s3.{}.amazonaws.com", self.region))
    }
}

impl Default for S3Access {
    fn default() -> Self {
        let (access_key, secret_key) = (String::new(), String::new());
        Self { endpoint: None, region: "us-east-1".to_owned(), access_key, secret_key }
    }
}

impl fmt::Debug for S3Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Access")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

impl<'a> Place<'a> {
    /// Reads it; `None` if it is not written in a way that is known.
    pub fn parse(url: &'a str) -> Option<Self> {
        if let Some(bucket) = url.strip_prefix("s3://") {
            return BucketName::parse(bucket).map(Self::Bucket);
        }
        let path = url.strip_prefix("file:").filter(|path| !path.is_empty())?;
        Some(Self::Folder(Path::new(path.strip_prefix("//").unwrap_or(path))))
    }
}

impl<'a> BucketName<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (bucket, prefix) = text.split_once('/').unwrap_or((text, ""));
        let prefix = prefix.trim_end_matches('/');
        let is_name = |text: &str| {
            let mut bytes = text.bytes();
            bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
                && !text.is_empty()
                && !matches!(text, "." | "..")
        };
        let is_prefix = prefix.is_empty() || (prefix.len() <= 500 && prefix.split('/').all(is_name));
        (is_name(bucket) && bucket.len() <= 63 && is_prefix).then_some(Self { bucket, prefix })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_folder_or_a_bucket() {
        let bucket = |bucket, prefix| Some(Place::Bucket(BucketName { bucket, prefix }));
        for (url, place) in [
            ("file:files", Some(Place::Folder(Path::new("files")))),
            ("file:///var/files", Some(Place::Folder(Path::new("/var/files")))),
            ("s3://files", bucket("files", "")),
            ("s3://files/", bucket("files", "")),
            ("s3://files/desk/1/", bucket("files", "desk/1")),
            ("file:", None),
            ("s3://", None),
            ("s3:///desk", None),
            ("s3://key:secret@files", None),
            ("s3://files//desk", None),
            ("s3://files/../desk", None),
            ("s3://files/a?b", None),
            ("https://files", None),
        ] {
            assert_eq!(Place::parse(url), place, "{url}");
        }
    }

    #[test]
    fn keys_are_not_shown() {
        let access =
            S3Access { access_key: "AKIA1".into(), secret_key: "hush".into(), ..S3Access::default() };
        let shown = format!("{access:?}");
        assert!(!shown.contains("AKIA1") && !shown.contains("hush"), "{shown}");
    }
}
