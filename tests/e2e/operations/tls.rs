//! TLS of the real program, seen by a real client.

use std::{fs, path::Path, process::Command};

use kit::{Engine, Launch, Server, TestDatabase};
use reqwest::{Certificate, Client, Version};

const FIRST: (&str, &str) = (include_str!("tls/first.pem"), include_str!("tls/first.key"));
const SECOND: (&str, &str) = (include_str!("tls/second.pem"), include_str!("tls/second.key"));

/// Puts a certificate and its key where the program reads them.
fn put(directory: &Path, (certificate, key): (&str, &str)) {
    fs::write(directory.join("desk.pem"), certificate).unwrap();
    fs::write(directory.join("desk.key"), key).unwrap();
}

/// A client that believes this certificate only; each of its requests is a connection of its own.
fn believing((certificate, _): (&str, &str)) -> Client {
    server::install_crypto();
    let certificate = Certificate::from_pem(certificate.as_bytes()).unwrap();
    Client::builder().tls_certs_only([certificate]).pool_max_idle_per_host(0).build().unwrap()
}

async fn is_answered(client: &Client, url: &str) -> bool {
    client.get(format!("{url}/healthz")).send().await.is_ok_and(|answer| answer.status().is_success())
}

fn hang_up(server: &Server) {
    let told = Command::new("sh").args(["-c", "kill -HUP \"$1\"", "sh", &server.id().to_string()]).status();
    assert!(told.is_ok_and(|status| status.success()), "the server can be told");
}

/// Waits until the log says it.
async fn logged(log: &Path, times: usize, text: &str) {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while fs::read_to_string(log).unwrap().matches(text).count() < times {
        assert!(std::time::Instant::now() < deadline, "{text}: {}", fs::read_to_string(log).unwrap());
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_new_certificate_is_taken_and_a_broken_one_is_not() {
    let database = TestDatabase::create(Engine::Sqlite).await;
    let directory = database.directory.path();
    put(directory, FIRST);
    let log = directory.join("log");
    let under = ["sh", "-c", "exec \"$@\" 2>log", "sh"];
    let environment = [
        ("BENCHDESK_TLS_CERTIFICATE", "desk.pem"),
        ("BENCHDESK_TLS_KEY", "desk.key"),
        ("BENCHDESK_LOG", "info"),
    ];
    let launch = Launch { under: &under, environment: &environment, arguments: &[] };
    let server = Server::launch_tls(&database.url, &database.directory, launch, &believing(FIRST)).await;
    let (first, second) = (believing(FIRST), believing(SECOND));
    let url = server.url.clone();
    assert!(is_answered(&first, &url).await && !is_answered(&second, &url).await);
    let answer = first.get(format!("{url}/healthz")).send().await.unwrap();
    assert_eq!(answer.version(), Version::HTTP_2, "agreed on by ALPN");

    // A connection that stands goes on with what it has.
    let standing = Client::builder()
        .tls_certs_only([Certificate::from_pem(FIRST.0.as_bytes()).unwrap()])
        .build()
        .unwrap();
    assert!(is_answered(&standing, &url).await);
    put(directory, SECOND);
    hang_up(&server);
    logged(&log, 1, "the certificate was read again").await;
    assert!(is_answered(&second, &url).await && !is_answered(&first, &url).await);
    assert!(is_answered(&standing, &url).await);

    let broken = [(FIRST.0, SECOND.1), ("no certificate", SECOND.1), (SECOND.0, "no key")];
    for (files, times) in broken.into_iter().zip(1..) {
        put(directory, files);
        hang_up(&server);
        logged(&log, times, "the certificate stays as it was").await;
    }
    assert!(is_answered(&second, &url).await, "the old one is served on");
    let secret = SECOND.1.lines().nth(1).unwrap();
    assert!(!fs::read_to_string(&log).unwrap().contains(secret), "the key is not logged");

    // Plain HTTP is told what is wrong, and the server goes on.
    let plain = kit::http().get(url.replace("https:", "http:")).send().await.unwrap();
    assert_eq!(plain.status(), 400);
    let problem: serde_json::Value = plain.json().await.unwrap();
    assert_eq!(problem["code"], "use_tls");
    put(directory, FIRST);
    hang_up(&server);
    logged(&log, 2, "the certificate was read again").await;
    assert!(is_answered(&first, &url).await);
}
