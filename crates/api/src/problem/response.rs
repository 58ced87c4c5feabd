use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};

use super::{Parts, Problem, ProblemBody, ProblemCode};
use crate::http::RequestContext;

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.0.code.status();
        let (headers, json) = self.render(&RequestContext::current());
        (status, headers, json).into_response()
    }
}

impl Problem {
    /// Headers and body, for a request.
    pub(crate) fn render(self, context: &RequestContext) -> (HeaderMap, Vec<u8>) {
        let headers = headers(&self.0);
        let body = ProblemBody::new(*self.0, context.request_id(), context.language());
        // Strings and numbers only: nothing in a body can fail to serialise.
        (headers, serde_json::to_vec(&body).unwrap_or_default())
    }
}

fn headers(parts: &Parts) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if parts.code.status() == axum::http::StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, challenge(parts.bad_token));
    }
    if let Some(seconds) = retry_after(parts) {
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    if let Some(version) = parts.current_version {
        insert(&mut headers, header::ETAG, &format!("\"{version}\""));
    }
    headers
}

const fn challenge(bad_token: bool) -> HeaderValue {
    if bad_token {
        HeaderValue::from_static("Bearer realm=\"benchdesk\", error=\"invalid_token\"")
    } else {
        HeaderValue::from_static("Bearer realm=\"benchdesk\"")
    }
}

/// Whole seconds, at least one, for every code that asks to come back later.
fn retry_after(parts: &Parts) -> Option<u64> {
    let asked = parts.retry_after.map(|wait| wait.as_millis().div_ceil(1000));
    let seconds = asked.map(|seconds| u64::try_from(seconds).unwrap_or(u64::MAX).max(1));
    match parts.code {
        ProblemCode::IdempotencyInProgress | ProblemCode::TooManyRequests | ProblemCode::Unavailable => {
            Some(seconds.unwrap_or(1))
        }
        _ => seconds,
    }
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::http::StatusCode;

    use super::*;

    fn answer(problem: Problem) -> (StatusCode, HeaderMap) {
        let (parts, _) = problem.into_response().into_parts();
        (parts.status, parts.headers)
    }

    #[test]
    fn every_problem_is_uncached_problem_json_with_its_status() {
        for code in ProblemCode::ALL {
            let (status, headers) = answer(Problem::new(*code));
            assert_eq!(status, code.status());
            assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
            assert_eq!(headers[header::CACHE_CONTROL], "no-store");
            assert_eq!(headers.contains_key(header::WWW_AUTHENTICATE), status == 401);
        }
    }

    #[test]
    fn says_when_to_come_back() {
        let wait = |problem: Problem| answer(problem).1[header::RETRY_AFTER].to_str().unwrap().to_owned();
        assert_eq!(wait(Problem::new(ProblemCode::TooManyRequests)), "1");
        assert_eq!(
            wait(Problem::new(ProblemCode::Unavailable).retry_after(Duration::from_millis(2100))),
            "3"
        );
        assert_eq!(wait(Problem::new(ProblemCode::IdempotencyInProgress).retry_after(Duration::ZERO)), "1");
    }

    #[test]
    fn only_bad_credentials_are_called_an_invalid_token() {
        let challenge = |code| answer(Problem::new(code)).1[header::WWW_AUTHENTICATE].clone();
        assert_eq!(challenge(ProblemCode::Unauthenticated), "Bearer realm=\"benchdesk\"");
        assert_eq!(
            challenge(ProblemCode::TokenExpired),
            "Bearer realm=\"benchdesk\", error=\"invalid_token\""
        );
    }
}
