use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, Version, header},
    middleware::Next,
    response::Response,
};

use super::serve::Privacy;

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// On every answer, whatever the handler thinks.
const ALWAYS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (RESOURCE_POLICY, "same-origin"),
];

/// Unless the handler has said otherwise.
const BY_DEFAULT: [(HeaderName, &str); 2] = [
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::CACHE_CONTROL, "no-store"),
];

/// A year: browsers then come by TLS only. Where a proxy ends TLS, this is the proxy's to say.
const TLS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Adds the header fields that keep browsers from doing more than they are asked to.
pub(super) async fn secure(request: Request, next: Next) -> Response {
    let can_close = request.version() <= Version::HTTP_11;
    let is_encrypted = request.extensions().get() == Some(&Privacy::Encrypted);
    let mut response = next.run(request).await;
    let status = response.status();
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if is_encrypted {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, TLS_ONLY);
    }
    for (name, value) in BY_DEFAULT {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    // What is left of the body is not read: it would be taken for the next request.
    if can_close && matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::PAYLOAD_TOO_LARGE) {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
