use std::{
    io::Read,
    sync::{Arc, OnceLock},
};

use axum::{
    Router,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use flate2::read::GzDecoder;
use ring::digest;

use crate::problem::{Problem, ProblemCode};

/// A file from the binary. Browsers keep it and ask whether it is still the same.
#[derive(Clone)]
pub(super) struct Asset {
    media_type: &'static str,
    form: Form,
}

/// In which forms it can be sent. Each has a tag of its own: no cache may take one for the other.
#[derive(Clone)]
enum Form {
    Plain { tag: Arc<str>, bytes: Bytes },
    Packed { tag: Arc<str>, bytes: Bytes, plain_tag: Arc<str>, plain: Arc<OnceLock<Option<Bytes>>> },
}

impl Asset {
    pub(super) fn new(media_type: &'static str, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self { media_type, form: Form::Plain { tag: tag(&bytes, ""), bytes } }
    }

    /// One that is kept as gzip writes it.
    pub(super) fn compressed(media_type: &'static str, bytes: Bytes) -> Self {
        let (tag, plain_tag) = (tag(&bytes, ""), tag(&bytes, "-plain"));
        Self { media_type, form: Form::Packed { tag, bytes, plain_tag, plain: Arc::default() } }
    }

    /// A route that answers with it.
    pub(super) fn route(self) -> MethodRouter {
        get(move |headers: HeaderMap| {
            let answer = self.answer(&headers);
            async { answer }
        })
    }

    fn answer(&self, headers: &HeaderMap) -> Response {
        match &self.form {
            Form::Plain { tag, bytes } => self.send(headers, tag, || Some(bytes.clone()), &[]),
            Form::Packed { tag, bytes, .. } if takes_gzip(headers) => {
                let packed = [VARY, (header::CONTENT_ENCODING, "gzip")];
                self.send(headers, tag, || Some(bytes.clone()), &packed)
            }
            Form::Packed { bytes, plain_tag, plain, .. } => {
                // Whoever asks first waits for it; after that it is there.
                let unpacked = || plain.get_or_init(|| unpack(bytes)).clone();
                self.send(headers, plain_tag, unpacked, &[VARY])
            }
        }
    }

    fn send(
        &self,
        headers: &HeaderMap,
        tag: &str,
        bytes: impl FnOnce() -> Option<Bytes>,
        about_form: &[(HeaderName, &'static str)],
    ) -> Response {
        let is_known = is_known(headers, tag);
        let mut response = match (!is_known).then(bytes) {
            None => StatusCode::NOT_MODIFIED.into_response(),
            Some(Some(bytes)) => bytes.into_response(),
            Some(None) => return Problem::new(ProblemCode::Internal).into_response(),
        };
        let about = [(header::CACHE_CONTROL, "no-cache"), (header::CONTENT_TYPE, self.media_type)];
        let of_bytes = |name: &HeaderName| *name == header::CONTENT_ENCODING;
        for (name, value) in about.iter().chain(about_form).filter(|(name, _)| !(is_known && of_bytes(name)))
        {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        ([(header::ETAG, tag)], response).into_response()
    }
}

const VARY: (HeaderName, &str) = (header::VARY, "accept-encoding");

fn tag(bytes: &[u8], form: &str) -> Arc<str> {
    let hash = digest::digest(&digest::SHA256, bytes);
    format!("\"{}{form}\"", URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16])).into()
}

fn unpack(bytes: &[u8]) -> Option<Bytes> {
    let mut plain = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut plain).ok()?;
    Some(plain.into())
}

fn is_known(headers: &HeaderMap, own: &str) -> bool {
    let fields = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    fields.flat_map(|field| field.split(',')).any(|tag| tag.trim().trim_start_matches("W/") == own)
}

/// Whether the client says so, by name or with all codings, without taking it back by a quality of 0
/// (RFC 9110, 12.5.3).
fn takes_gzip(headers: &HeaderMap) -> bool {
    let fields = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let codings: Vec<_> = fields.flat_map(|field| field.split(',')).collect();
    let is_taken = |wanted: &str| {
        codings.iter().find_map(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
            let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
            let is_taken = !weight.trim_matches(['0', '.']).is_empty();
            name.trim().eq_ignore_ascii_case(wanted).then_some(is_taken)
        })
    };
    is_taken("gzip").or_else(|| is_taken("*")).unwrap_or(false)
}

pub(super) const CSS: &str = "text/css; charset=utf-8";
pub(super) const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// What the pages are made of.
pub(super) fn routes() -> Router {
    let file = |media_type, text: &'static str| Asset::new(media_type, text).route();
    Router::new()
        .route("/assets/page.css", file(CSS, include_str!("assets/page.css")))
        .route("/assets/form.js", file(JAVASCRIPT, include_str!("assets/form.js")))
        .route("/assets/setup.js", file(JAVASCRIPT, include_str!("assets/setup.js")))
        .route("/assets/verify-email.js", file(JAVASCRIPT, include_str!("assets/verify-email.js")))
        .route("/assets/password-reset.js", file(JAVASCRIPT, include_str!("assets/password-reset.js")))
        .route("/assets/forgot-password.js", file(JAVASCRIPT, include_str!("assets/forgot-password.js")))
        .route("/assets/email-change.js", file(JAVASCRIPT, include_str!("assets/email-change.js")))
        .route("/assets/accept-invitation.js", file(JAVASCRIPT, include_str!("assets/accept-invitation.js")))
        .route("/assets/give-address.js", file(JAVASCRIPT, include_str!("assets/give-address.js")))
        .route("/assets/icon.svg", file("image/svg+xml", include_str!("assets/icon.svg")))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn with(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn gzip_is_sent_to_who_takes_it() {
        let takes = |field| takes_gzip(&with(header::ACCEPT_ENCODING, field));
        for field in ["gzip", "br, GZIP;q=0.5", "deflate,gzip ; q=1", "*", "br, *;q=0.1"] {
            assert!(takes(field), "{field}");
        }
        for field in ["", "br", "gzip;q=0", "gzip;q=0.000, identity", "*;q=0", "gzip;q=0, *"] {
            assert!(!takes(field), "{field}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }

    #[test]
    fn each_form_has_a_tag_of_its_own_and_says_what_it_depends_on() {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(b"let it = 1;").unwrap();
        let asset = Asset::compressed(JAVASCRIPT, packed.finish().unwrap().into());
        let (gzip, plain) = (with(header::ACCEPT_ENCODING, "gzip"), HeaderMap::new());
        let mut tags = Vec::new();
        for (mut asked, coding) in [(gzip, Some("gzip")), (plain, None)] {
            let whole = asset.answer(&asked);
            let tag = whole.headers()[header::ETAG].clone();
            let known = whole.headers().get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap());
            assert_eq!((whole.status(), known), (StatusCode::OK, coding));
            assert_eq!(whole.headers()[header::VARY], "accept-encoding");
            asked.insert(header::IF_NONE_MATCH, tag.clone());
            let same = asset.answer(&asked);
            assert_eq!(same.status(), StatusCode::NOT_MODIFIED);
            assert_eq!(same.headers()[header::ETAG], tag);
            assert_eq!(same.headers()[header::VARY], "accept-encoding");
            tags.push(tag);
        }
        assert_ne!(tags[0], tags[1]);
        let other = with(header::IF_NONE_MATCH, tags[0].to_str().unwrap());
        assert_eq!(asset.answer(&other).status(), StatusCode::OK, "it is known in the other form");
    }
}
