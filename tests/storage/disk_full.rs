//! The real program on a disk without room: a file may grow no further than a limit of the process.

use std::{fs, process::Command};

use futures_util::future::join_all;
use kit::{Engine, Launch, Server, TestDatabase};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use crate::{
    desk::query,
    people::{add_customers, sign_in},
};

/// The system says "file too large" instead of ending the process.
const UNDER: [&str; 4] = ["sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh"];

struct Client {
    http: reqwest::Client,
    tickets: String,
    token: String,
}

impl Client {
    async fn opens(&self, subject: &str) -> Response {
        let ticket = json!({ "subject": subject, "body": "x".repeat(20_000) });
        self.http.post(&self.tickets).bearer_auth(&self.token).json(&ticket).send().await.unwrap()
    }

    async fn subjects(&self) -> Vec<String> {
        let answer = self.http.get(&self.tickets).bearer_auth(&self.token).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let page: Value = answer.json().await.unwrap();
        let items = page["items"].as_array().unwrap();
        items.iter().map(|ticket| ticket["subject"].as_str().unwrap().to_owned()).collect()
    }
}

#[tokio::test]
async fn requests_are_refused_without_room_and_taken_again_with_room() {
    let files = TestDatabase::create(Engine::Sqlite).await;
    add_customers(&files, 1).await;
    let launch = Launch { under: &UNDER, arguments: &["serve", "--no-worker"], environment: &[] };
    let server = Server::launch(&files.url, &files.directory, launch).await;
    let http = kit::http();
    let token = sign_in(&http, &server.url, 0).await;
    let client = Client { http, tickets: format!("{}/api/v1/tickets", server.url), token };
    assert_eq!(client.opens("with room").await.status(), StatusCode::CREATED);

    let log = fs::metadata(files.directory.path().join("benchdesk.db-wal")).unwrap();
    limit_files(&server, &log.len().to_string());
    let refused = join_all((0..10).map(|_| client.opens("without room"))).await;
    for answer in refused {
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(answer.headers().contains_key("retry-after"));
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
    }
    assert_eq!(client.subjects().await, ["with room"], "reading goes on");

    limit_files(&server, "unlimited");
    for n in 0..3 {
        assert_eq!(client.opens(&format!("room again {n}")).await.status(), StatusCode::CREATED);
    }
    server.kill();
    let database = files.connect().await;
    let stored = query(&database, "SELECT subject FROM ticket ORDER BY subject").await;
    let stored: Vec<String> = stored.iter().map(|row| row.try_get("", "subject").unwrap()).collect();
    assert_eq!(stored, ["room again 0", "room again 1", "room again 2", "with room"]);
    let integrity: String = query(&database, "PRAGMA integrity_check").await[0].try_get_by_index(0).unwrap();
    assert_eq!(integrity, "ok");
}

fn limit_files(server: &Server, size: &str) {
    let mut prlimit = Command::new("prlimit");
    prlimit.args(["--pid", &server.id().to_string(), &format!("--fsize={size}:unlimited")]);
    assert!(prlimit.status().is_ok_and(|status| status.success()), "the limit can be set");
}
