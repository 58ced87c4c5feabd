use std::time::Instant;

use axum::{
    extract::State,
    routing::{get, post},
};
use domain::random::SystemSource;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Notify,
    task::JoinSet,
    time::{sleep, timeout},
};

use super::*;
use crate::http::{Limits, read_body, wrap};

const SHORT: Duration = Duration::from_millis(200);

struct Server {
    address: std::net::SocketAddr,
    shutdown: CancellationToken,
    entered: Arc<Notify>,
    dropped: Arc<Notify>,
    running: JoinSet<io::Result<()>>,
}

impl Server {
    async fn start() -> Self {
        let (entered, dropped) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let router = Router::new()
            .route("/", get(|| async { "hello" }))
            .route("/slow", get(slow).with_state(Arc::clone(&entered)))
            .route(
                "/endless",
                get(|State(dropped)| async move { endless(dropped) }).with_state(Arc::clone(&dropped)),
            )
            .route("/echo", post(|body: axum::body::Body| async { read_body(body).await }));
        let limits = Limits { body_pause: SHORT, ..Limits::default() };
        let router = wrap(router, limits, Arc::new(SystemSource::new()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shutdown = CancellationToken::new();
        let timeouts = Timeouts { head: SHORT, write: SHORT, shutdown: SHORT * 10 };
        let mut running = JoinSet::new();
        running.spawn(serve_with(listener, router, None, shutdown.clone(), timeouts));
        Self { address, shutdown, entered, dropped, running }
    }

    async fn send(&self, bytes: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(bytes.as_bytes()).await.unwrap();
        stream
    }
}

async fn slow(State(entered): State<Arc<Notify>>) -> &'static str {
    entered.notify_one();
    sleep(SHORT * 2).await;
    "done"
}

/// Everything the server sends until it closes the connection.
async fn until_closed(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    let read = timeout(SHORT * 20, stream.read_to_end(&mut answer)).await;
    read.expect("the connection stays open").ok();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn answers_and_closes_a_kept_connection_that_stays_silent() {
    let server = Server::start().await;
    let started = Instant::now();
    let answer = until_closed(server.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").await).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("hello"), "{answer}");
    assert!(started.elapsed() >= SHORT);
}

#[tokio::test]
async fn a_client_that_never_finishes_a_head_is_cut_off() {
    let server = Server::start().await;
    for part in ["", "PRI", "PRI * HTTP/2.0\r\n"] {
        assert_eq!(until_closed(server.send(part).await).await, "", "{part}");
    }
    for part in ["P", "GET / HT", "\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX-A: "] {
        assert_too_slow(&until_closed(server.send(part).await).await);
    }
}

#[track_caller]
fn assert_too_slow(answer: &str) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    assert!(head.starts_with("HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ndate: "), "{answer}");
    assert!(head.contains("content-type: application/problem+json"), "{answer}");
    assert!(head.contains("x-request-id: "), "{answer}");
    let problem: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!((&problem["code"], &problem["status"]), (&"request_timeout".into(), &408.into()));
}

#[tokio::test]
async fn of_a_kept_connection_only_a_head_that_has_begun_is_refused() {
    let server = Server::start().await;
    let whole = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n";
    for (next, is_refused) in [("", false), ("GET / HT", true)] {
        let mut stream = server.send(whole).await;
        stream.write_all(b"abc").await.unwrap();
        let mut answer = vec![0; 1024];
        let read = stream.read(&mut answer).await.unwrap();
        assert!(answer[..read].starts_with(b"HTTP/1.1 200 OK"));
        stream.write_all(next.as_bytes()).await.unwrap();
        let rest = until_closed(stream).await;
        if is_refused {
            assert_too_slow(&rest[rest.find("HTTP/1.1").unwrap_or_default()..]);
        } else {
            assert!(!rest.contains("HTTP/1.1"), "{rest}");
        }
    }
}

#[tokio::test]
async fn a_body_that_stops_coming_is_answered_with_a_problem_and_closed() {
    let server = Server::start().await;
    let head = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc";
    let answer = until_closed(server.send(head).await).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("connection: close") && answer.contains("\"request_timeout\""), "{answer}");
}

#[tokio::test]
async fn a_request_under_way_is_finished_before_the_server_stops() {
    let mut server = Server::start().await;
    let stream = server.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n").await;
    let idle = server.send("").await;
    server.entered.notified().await;
    server.shutdown.cancel();
    assert!(until_closed(stream).await.ends_with("done"));
    assert_eq!(until_closed(idle).await, "");
    server.running.join_next().await.unwrap().unwrap().unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
}

/// An answer without end; says when it is dropped.
fn endless(dropped: Arc<Notify>) -> axum::body::Body {
    struct Held(Arc<Notify>);
    impl Drop for Held {
        fn drop(&mut self) {
            self.0.notify_one();
        }
    }
    let pieces = futures_util::stream::unfold(Held(dropped), |held| async {
        Some((Ok::<_, io::Error>(bytes::Bytes::from(vec![b'a'; 64 * 1024])), held))
    });
    axum::body::Body::from_stream(pieces)
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_dropped_with_its_answer() {
    let server = Server::start().await;
    let stream = server.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n").await;
    let dropped = timeout(SHORT * 20, server.dropped.notified()).await;
    dropped.expect("the answer is held for ever");
    drop(stream);
}

#[tokio::test]
async fn what_is_no_http_is_answered_with_a_problem() {
    let server = Server::start().await;
    let (long, many) = ("a".repeat(70_000), "X-A: a\r\n".repeat(200));
    for (sent, status, code) in [
        ("NONSENSE\r\n\r\n", "400", "malformed_request"),
        ("GET / HTTP/9.9\r\n\r\n", "400", "malformed_request"),
        ("GET / HTTP/1.1\r\nHost: a\r\nX A: b\r\n\r\n", "400", "malformed_request"),
        ("GET / HTTP/1.1\r\nHost: a\r\nX-A: \x01\r\n\r\n", "400", "malformed_request"),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "400", "malformed_request"),
        (&format!("GET /{long} HTTP/1.1\r\nHost: a\r\n\r\n"), "431", "headers_too_large"),
        (&format!("GET / HTTP/1.1\r\nHost: a\r\nX-A: {long}\r\n\r\n"), "431", "headers_too_large"),
        (&format!("GET / HTTP/1.1\r\nHost: a\r\n{many}\r\n"), "431", "headers_too_large"),
    ] {
        let answer = until_closed(server.send(sent).await).await;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
        let what = sent.chars().take(40).collect::<String>();
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{what}: {answer}");
        assert!(head.contains("content-type: application/problem+json"), "{what}: {answer}");
        assert!(head.contains("connection: close") && head.contains("x-request-id: "), "{what}: {answer}");
        let problem: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(problem["code"], code, "{what}");
    }
    let answer = until_closed(server.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").await).await;
    assert!(answer.ends_with("hello"), "{answer}");
}

#[tokio::test]
async fn a_stream_of_header_fields_is_refused() {
    let server = Server::start().await;
    let many = "X-A: a\r\n".repeat(200);
    let answer = until_closed(server.send(&format!("GET / HTTP/1.1\r\n{many}\r\n")).await).await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
}
