use axum::{
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};

use crate::problem::{Problem, ProblemCode};

/// The last resort: an error answer that is neither a problem nor a page becomes a problem. The
/// router, a library's layer or an extractor of axum's own may have made it.
pub(super) async fn conform(response: Response) -> Response {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if !is_error || speaks_for_itself(response.headers()) {
        return response;
    }
    let mut problem = Problem::new(ProblemCode::for_status(status)).into_response();
    for kept in [header::ALLOW, header::RETRY_AFTER] {
        if let Some(value) = response.headers().get(&kept) {
            problem.headers_mut().insert(kept, value.clone());
        }
    }
    problem
}

fn speaks_for_itself(headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).map(axum::http::HeaderValue::as_bytes);
    media_type.is_some_and(|m| m.starts_with(b"application/problem+json") || m.starts_with(b"text/html"))
}
