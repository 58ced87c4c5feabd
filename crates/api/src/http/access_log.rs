use std::time::Duration;

use axum::{
    extract::{MatchedPath, Request},
    http::Method,
};

/// What may be said of a request in logs and metrics: its template, never its path.
pub(super) struct Shape {
    pub(super) method: &'static str,
    pub(super) route: MatchedRoute,
}

/// The route's template, of which there are only so many.
pub(super) struct MatchedRoute(Option<MatchedPath>);

impl Shape {
    pub(super) fn of(request: &Request) -> Self {
        let route = MatchedRoute(request.extensions().get::<MatchedPath>().cloned());
        Self { method: method_name(request.method()), route }
    }

    /// The one line of the access log, with a closed set of fields.
    pub(super) fn log(&self, request_id: &str, status: u16, duration: Duration) {
        tracing::info!(
            target: "benchdesk::access",
            request_id,
            method = self.method,
            route = self.route.as_str(),
            status,
            duration_ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX),
            "answered"
        );
    }
}

impl MatchedRoute {
    pub(super) fn as_str(&self) -> &str {
        self.0.as_ref().map_or("unmatched", MatchedPath::as_str)
    }
}

/// The method's name; made-up methods share one, so that they cannot flood the metrics.
fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_methods_share_a_name() {
        assert_eq!(method_name(&Method::from_bytes(b"MARKER").unwrap()), "OTHER");
        assert_eq!(method_name(&Method::PATCH), "PATCH");
    }
}
