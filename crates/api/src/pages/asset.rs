use std::sync::Arc;

use axum::{
    Router,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use ring::digest;

/// A file from the binary. Browsers keep it and ask whether it is still the same.
#[derive(Clone)]
pub(super) struct Asset {
    media_type: &'static str,
    bytes: Bytes,
    entity_tag: Arc<str>,
}

impl Asset {
    pub(super) fn new(media_type: &'static str, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let hash = digest::digest(&digest::SHA256, &bytes);
        let entity_tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16])).into();
        Self { media_type, bytes, entity_tag }
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
        (about, self.bytes.clone()).into_response()
    }

    fn is_known_to(&self, headers: &HeaderMap) -> bool {
        let fields = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        fields
            .flat_map(|field| field.split(','))
            .any(|tag| tag.trim().trim_start_matches("W/") == &*self.entity_tag)
    }
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
