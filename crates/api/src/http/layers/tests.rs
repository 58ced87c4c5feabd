use std::{
    io,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
    routing::{get, post},
};
use domain::random::SystemSource;
use serde_json::Value;
use tower::ServiceExt;

use super::*;
use crate::http::{BodyLimits, metrics, read_body};

fn app() -> Router {
    let router = Router::new()
        .route("/hello/{name}", get(|| async { "hello ".repeat(100) }))
        .route("/panic", get(|| async { fail("MARKER") }))
        .route("/slow", get(std::future::pending::<()>))
        .route("/bare", get(|| async { StatusCode::CONFLICT }))
        .route("/page", get(|| async { (StatusCode::NOT_FOUND, axum::response::Html("none")) }))
        .route("/echo", post(|body: Body| async { read_body(body).await }))
        .route("/large", post(|body: Body| async { read_body(body).await }));
    let limits = Limits {
        body: BodyLimits::new(10).with("/large", 20),
        body_pause: Duration::from_millis(50),
        request_time: Duration::from_millis(200),
        upload_time: Duration::from_millis(50),
    };
    wrap(router, limits, Arc::new(SystemSource::new()))
}

fn fail(message: &str) -> StatusCode {
    assert!(message.is_empty(), "{message}");
    StatusCode::OK
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

async fn send(request: Request<Body>) -> Answer {
    let (parts, body) = app().oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    Answer { status: parts.status, headers: parts.headers, body }
}

async fn call(method: Method, path: &str) -> Answer {
    send(Request::builder().method(method).uri(path).body(Body::empty()).unwrap()).await
}

/// Checks that an answer is a problem with a name for the request, and returns its code.
fn problem(answer: &Answer) -> String {
    let problem: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json");
    assert_eq!(problem["status"], answer.status.as_u16());
    assert_eq!(problem["request_id"].as_str(), answer.headers["x-request-id"].to_str().ok());
    assert!(!String::from_utf8_lossy(&answer.body).contains("MARKER"));
    problem["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn whatever_goes_wrong_is_a_problem() {
    for (method, path, status, code) in [
        (Method::GET, "/MARKER", 404, "not_found"),
        (Method::POST, "/page", 405, "method_not_allowed"),
        (Method::GET, "/panic", 500, "internal"),
        (Method::GET, "/slow", 408, "request_timeout"),
        (Method::GET, "/bare", 409, "state_conflict"),
    ] {
        let answer = call(method, path).await;
        assert_eq!((answer.status.as_u16(), problem(&answer).as_str()), (status, code), "{path}");
    }
    assert_eq!(call(Method::PUT, "/page").await.headers[header::ALLOW], "GET,HEAD");
    assert_eq!(call(Method::GET, "/page").await.body, b"none");
}

#[tokio::test]
async fn what_is_too_large_is_refused() {
    let long = format!("/hello/{}", "a".repeat(9000));
    assert_eq!(problem(&call(Method::GET, &long).await), "uri_too_long");

    let headers = Request::get("/page").header("x-a", "a".repeat(40_000)).body(Body::empty()).unwrap();
    assert_eq!(problem(&send(headers).await), "headers_too_large");

    let declared = Request::post("/echo").header(header::CONTENT_LENGTH, 11).body(Body::empty()).unwrap();
    let answer = send(declared).await;
    assert_eq!(problem(&answer), "payload_too_large");
    assert_eq!(answer.headers[header::CONNECTION], "close");

    let chunks = || {
        let chunk = || Ok::<_, io::Error>("123456");
        Body::from_stream(futures_util::stream::iter([chunk(), chunk()]))
    };
    assert_eq!(problem(&send(Request::post("/echo").body(chunks()).unwrap()).await), "payload_too_large");
    assert_eq!(send(Request::post("/large").body(chunks()).unwrap()).await.body, b"123456123456");
}

#[tokio::test]
async fn a_body_that_stops_coming_times_out() {
    let stalled = Body::from_stream(futures_util::stream::pending::<io::Result<&str>>());
    assert_eq!(problem(&send(Request::post("/echo").body(stalled).unwrap()).await), "request_timeout");
}

#[tokio::test]
async fn problems_speak_the_callers_language() {
    let request = Request::get("/none").header(header::ACCEPT_LANGUAGE, "de").body(Body::empty()).unwrap();
    let body = String::from_utf8(send(request).await.body).unwrap();
    assert!(body.contains("Nicht gefunden"), "{body}");
}

#[tokio::test]
async fn every_answer_is_named_uncached_and_locked_down() {
    let request = Request::get("/hello/ann").header("x-request-id", "mine-1").body(Body::empty()).unwrap();
    let headers = send(request).await.headers;
    assert_eq!(headers["x-request-id"], "mine-1");
    assert_eq!(headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert_eq!(headers[header::CONTENT_SECURITY_POLICY], "default-src 'none'; frame-ancestors 'none'");
}

#[tokio::test]
async fn answers_are_compressed_on_request_and_head_has_no_body() {
    let request =
        Request::get("/hello/ann").header(header::ACCEPT_ENCODING, "gzip").body(Body::empty()).unwrap();
    assert_eq!(send(request).await.headers[header::CONTENT_ENCODING], "gzip");
    let head = call(Method::HEAD, "/hello/ann").await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn logs_and_metrics_name_the_template_and_never_the_path() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    call(Method::GET, "/hello/MARKER?q=MARKER").await;
    call(Method::GET, "/MARKER").await;
    call(Method::from_bytes(b"MARKER").unwrap(), "/hello/MARKER").await;
    drop(guard);
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("route=\"/hello/{name}\"") && log.contains("status=200"), "{log}");
    for text in [log, metrics::render()] {
        assert!(!text.contains("MARKER") && text.contains("unmatched") && text.contains("OTHER"), "{text}");
    }
}

#[tokio::test]
async fn who_asks_what_a_place_takes_is_told() {
    let answer = call(Method::OPTIONS, "/echo").await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.headers[header::ALLOW], "POST");
    assert!(answer.body.is_empty());
    assert_eq!(call(Method::OPTIONS, "/nowhere").await.status, StatusCode::NOT_FOUND);
    let refused = call(Method::PUT, "/echo").await;
    assert_eq!(
        (refused.status, &refused.headers[header::ALLOW]),
        (StatusCode::METHOD_NOT_ALLOWED, &answer.headers[header::ALLOW])
    );
}
