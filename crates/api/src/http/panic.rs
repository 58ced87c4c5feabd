use std::any::Any;

use axum::response::{IntoResponse, Response};

use super::RequestContext;
use crate::problem::{Problem, ProblemCode};

/// The answer of a handler that panicked. What it said stays unsaid: it may hold a value.
pub(super) fn answer_panic(_payload: Box<dyn Any + Send>) -> Response {
    Problem::new(ProblemCode::Internal).into_response()
}

/// Replaces the hook that prints a panic's message: only where it happened is logged, and in which
/// request. For the start of the process.
pub fn install_panic_hook() {
    std::panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(request_id = RequestContext::current().request_id(), location, "panic");
    }));
}
