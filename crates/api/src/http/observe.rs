use std::{sync::Arc, time::Instant};

use axum::{
    extract::{Request, State},
    http::HeaderValue,
    middleware::Next,
    response::Response,
};
use domain::random::Random;
use tracing::{Instrument, info_span};

use super::{
    access_log::Shape,
    context::{REQUEST_ID, RequestContext},
    metrics,
    trace_parent::trace_id,
};

/// Names the request, makes the name known to everything that handles it, and notes how it went.
pub(super) async fn observe(State(random): State<Arc<dyn Random>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let context = RequestContext::read(request.headers(), random.as_ref());
    let shape = Shape::of(&request);
    let span =
        info_span!("request", request_id = context.request_id(), trace_id = trace_id(request.headers()));
    let mut response = context.clone().scope(next.run(request).instrument(span)).await;
    if let Ok(name) = HeaderValue::from_str(context.request_id()) {
        response.headers_mut().insert(REQUEST_ID, name);
    }
    if let Some(quota) = context.quota() {
        quota.write(response.headers_mut());
    }
    let (status, duration) = (response.status().as_u16(), started.elapsed());
    shape.log(context.request_id(), status, duration);
    metrics::record(&shape, status, duration);
    response
}
