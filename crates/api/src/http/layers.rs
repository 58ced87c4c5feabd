use std::sync::Arc;

use axum::{
    Router,
    http::{Extensions, HeaderMap, Method, StatusCode, Version, header},
    middleware::{from_fn, from_fn_with_state, map_response},
    response::{IntoResponse, Response},
};
use domain::random::Random;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, Predicate, predicate::DefaultPredicate},
};

use super::{
    conform::conform,
    limits::{Limits, limit},
    observe::observe,
    panic::answer_panic,
    security_headers::secure,
};
use crate::problem::{Problem, ProblemCode};

/// Puts around a finished router what every request goes through, from the inside out.
pub fn wrap(router: Router, limits: Limits, random: Arc<dyn Random>) -> Router {
    super::metrics::recorder();
    router
        .fallback(|| async { Problem::new(ProblemCode::NotFound) })
        .method_not_allowed_fallback(other_method)
        .layer(from_fn_with_state(Arc::new(limits), limit))
        .layer(CatchPanicLayer::custom(answer_panic))
        .layer(map_response(conform))
        .layer(CompressionLayer::new().gzip(true).compress_when(DefaultPredicate::new().and(is_whole)))
        .layer(from_fn(secure))
        .layer(from_fn_with_state(random, observe))
}

/// The router says in `Allow` what the place takes: whoever only asks for that has the answer (RFC 9110, 9.3.7).
async fn other_method(method: Method) -> Response {
    if method == Method::OPTIONS {
        StatusCode::NO_CONTENT.into_response()
    } else {
        Problem::new(ProblemCode::MethodNotAllowed).into_response()
    }
}

/// What can be read in parts is sent as it is: its length, its tag and its parts are those of the file.
fn is_whole(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    !headers.contains_key(header::ACCEPT_RANGES)
}

#[cfg(test)]
mod tests;
