use std::{collections::HashMap, sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::Limited;

use super::body::PacedBody;
use crate::problem::{Problem, ProblemCode};

const MAX_URI: usize = 8 * 1024;
const MAX_HEADERS: usize = 32 * 1024;

/// How many bytes a request body may have, by route.
#[derive(Debug, Clone)]
pub struct BodyLimits {
    default: usize,
    by_route: HashMap<&'static str, usize>,
}

impl BodyLimits {
    /// The same limit everywhere.
    pub fn new(default: usize) -> Self {
        Self { default, by_route: HashMap::new() }
    }

    /// Another limit for one route, named by its template.
    #[must_use]
    pub fn with(mut self, route: &'static str, limit: usize) -> Self {
        self.by_route.insert(route, limit);
        self
    }

    fn of(&self, request: &Request) -> usize {
        route_of(request).and_then(|route| self.by_route.get(route)).copied().unwrap_or(self.default)
    }
}

fn route_of(request: &Request) -> Option<&str> {
    request.extensions().get::<MatchedPath>().map(MatchedPath::as_str)
}

/// What a request may cost.
#[derive(Debug, Clone)]
pub struct Limits {
    /// How many bytes its body may have.
    pub body: BodyLimits,
    /// How long the sender of its body may pause.
    pub body_pause: Duration,
    /// How long it may take until the head of its answer.
    pub request_time: Duration,
    /// How long it may take where files are sent.
    pub upload_time: Duration,
}

/// Where files are sent.
const UPLOADS: &str = "/api/v1/attachments";
/// What a form has beside its file.
const FORM: usize = 64 * 1024;

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: BodyLimits::new(1024 * 1024),
            body_pause: Duration::from_secs(10),
            request_time: Duration::from_secs(30),
            upload_time: Duration::from_mins(10),
        }
    }
}

impl From<&crate::Settings> for Limits {
    fn from(settings: &crate::Settings) -> Self {
        Self {
            body: BodyLimits::new(settings.body_limit)
                .with(UPLOADS, settings.attachment_limit.saturating_add(FORM)),
            request_time: settings.request_timeout,
            ..Self::default()
        }
    }
}

/// Refuses what is too large before it is read, bounds what is read, and ends what takes too long.
pub(super) async fn limit(State(limits): State<Arc<Limits>>, request: Request, next: Next) -> Response {
    let max_body = limits.body.of(&request);
    if let Err(problem) = check_size(&request, max_body) {
        return problem.into_response();
    }
    let is_upload = route_of(&request) == Some(UPLOADS);
    let time = if is_upload { limits.upload_time.max(limits.request_time) } else { limits.request_time };
    let bounded =
        request.map(|body| Body::new(Limited::new(PacedBody::new(body, limits.body_pause), max_body)));
    match tokio::time::timeout(time, next.run(bounded)).await {
        Ok(response) => response,
        Err(_) => Problem::new(ProblemCode::RequestTimeout).into_response(),
    }
}

fn check_size(request: &Request, max_body: usize) -> Result<(), Problem> {
    let uri = request.uri().path_and_query().map_or(0, |uri| uri.as_str().len());
    if uri > MAX_URI {
        return Err(Problem::new(ProblemCode::UriTooLong));
    }
    let headers = request.headers();
    let size: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if size > MAX_HEADERS {
        return Err(Problem::new(ProblemCode::HeadersTooLarge));
    }
    if declared_length(headers).is_some_and(|length| length > max_body as u64) {
        return Err(Problem::new(ProblemCode::PayloadTooLarge));
    }
    Ok(())
}

fn declared_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
