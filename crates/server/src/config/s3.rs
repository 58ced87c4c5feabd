use std::fs;

use objects::{Place, S3Access};
use url::Url;

use super::{reader::Reader, setting, text};

/// How to reach the bucket. One that is named needs both keys.
pub(super) fn read(from: &mut Reader<'_>, object_store: &str) -> S3Access {
    let default = S3Access::default();
    let of_file =
        from.read(setting::S3_SECRET_KEY_FILE, String::new(), |path| text(&fs::read_to_string(path).ok()?));
    let access = S3Access {
        endpoint: from.read(setting::S3_ENDPOINT, None, |url| endpoint(url).map(Some)),
        region: from.read(setting::S3_REGION, default.region, region),
        access_key: from.read(setting::S3_ACCESS_KEY, String::new(), text),
        secret_key: from.read(setting::S3_SECRET_KEY, of_file, text),
    };
    if matches!(Place::parse(object_store), Some(Place::Bucket(_))) {
        if access.access_key.is_empty() {
            from.complain(setting::S3_ACCESS_KEY);
        }
        if access.secret_key.is_empty() {
            from.complain(setting::S3_SECRET_KEY);
        }
    }
    access
}

fn endpoint(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let is_plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    let is_http = matches!(url.scheme(), "http" | "https") && url.has_host();
    (is_http && is_plain && url.password().is_none()).then(|| text.trim_end_matches('/').to_owned())
}

fn region(text: &str) -> Option<String> {
    let is_name = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    (is_name && (1..=64).contains(&text.len())).then(|| text.to_owned())
}
