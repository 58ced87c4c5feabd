use std::{io::Read, sync::Arc};

use axum::{
    Router,
    http::{HeaderMap, StatusCode, header},
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
    bytes: Bytes,
    is_compressed: bool,
    entity_tag: Arc<str>,
}

impl Asset {
    pub(super) fn new(media_type: &'static str, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let hash = digest::digest(&digest::SHA256, &bytes);
        let entity_tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16])).into();
        Self { media_type, bytes, is_compressed: false, entity_tag }
    }

    /// One that is kept as gzip writes it.
    pub(super) fn compressed(media_type: &'static str, bytes: Bytes) -> Self {
        Self { is_compressed: true, ..Self::new(media_type, bytes) }
    }

    /// A route that answers with it.
    pub(super) fn route(self) -> MethodRouter {
        get(move |headers: HeaderMap| {
            let answer = self.answer(&headers);
            async { answer }
        })
    }

    fn answer(&self, headers: &HeaderMap) -> Response {
        let about = [
            (header::ETAG, &*self.entity_tag),
            (header::CACHE_CONTROL, "no-cache"),
            (header::CONTENT_TYPE, self.media_type),
        ];
        if self.is_known_to(headers) {
            return (StatusCode::NOT_MODIFIED, about).into_response();
        }
        if !self.is_compressed {
            return (about, self.bytes.clone()).into_response();
        }
        let vary = [(header::VARY, "accept-encoding")];
        if takes_gzip(headers) {
            return (about, vary, [(header::CONTENT_ENCODING, "gzip")], self.bytes.clone()).into_response();
        }
        let mut whole = Vec::new();
        match GzDecoder::new(&*self.bytes).read_to_end(&mut whole) {
            Ok(_) => (about, vary, whole).into_response(),
            Err(_) => Problem::new(ProblemCode::Internal).into_response(),
        }
    }

    fn is_known_to(&self, headers: &HeaderMap) -> bool {
        let fields = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        fields
            .flat_map(|field| field.split(','))
            .any(|tag| tag.trim().trim_start_matches("W/") == &*self.entity_tag)
    }
}

/// Whether the client says so without taking it back by a quality of 0 (RFC 9110, 12.5.3).
fn takes_gzip(headers: &HeaderMap) -> bool {
    let fields = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    fields.flat_map(|field| field.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
        name.trim().eq_ignore_ascii_case("gzip") && !weight.trim_matches(['0', '.']).is_empty()
    })
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
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn gzip_is_sent_to_who_takes_it() {
        let takes = |field: &'static str| {
            takes_gzip(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(field))]))
        };
        for field in ["gzip", "br, GZIP;q=0.5", "deflate,gzip ; q=1"] {
            assert!(takes(field), "{field}");
        }
        for field in ["", "br", "gzip;q=0", "gzip;q=0.000, identity"] {
            assert!(!takes(field), "{field}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }
}
