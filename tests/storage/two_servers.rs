//! Two real servers on one PostgreSQL: what one knows, the other knows; what one was about to do when it
//! was killed, the other does.

use std::{
    fs,
    time::{Duration, Instant},
};

use domain::identity::Role;
use kit::{Engine, Launch, PASSWORD, Server, TestDatabase};
use reqwest::{Client, RequestBuilder, Response};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::{
    crash::{
        ledger::Ledger,
        storm::{Ending, Storm},
    },
    desk::query,
    people::{add_people, address, sign_in},
};

const FRONT: &[&str] = &["serve", "--no-worker"];
const BOTH: &[&str] = &["serve"];

/// A database with customers 0 to 3 and agents 4 and 5.
async fn desk() -> TestDatabase {
    let desk = TestDatabase::create(Engine::Postgres).await;
    add_people(&desk, 0..4, Role::Customer).await;
    add_people(&desk, 4..6, Role::Agent).await;
    desk
}

/// People reach both by one address: tokens are of that desk, not of a process.
async fn start(desk: &TestDatabase, arguments: &[&str], environment: &[(&str, &str)]) -> Server {
    let environment = [environment, &[("BENCHDESK_PUBLIC_URL", "http://desk.example.org")]].concat();
    let launch = Launch { arguments, environment: &environment, under: &[] };
    Server::launch(&desk.url, &desk.directory, launch).await
}

async fn two(desk: &TestDatabase, arguments: &[&str], environment: &[(&str, &str)]) -> (Server, Server) {
    tokio::join!(start(desk, arguments, environment), start(desk, arguments, environment))
}

async fn opens(http: &Client, server: &Server, token: &str, key: &str) -> Response {
    let ticket = json!({ "subject": "Fader", "body": "It jams." });
    let request = http.post(format!("{}/api/v1/tickets", server.url)).header("idempotency-key", key);
    request.bearer_auth(token).json(&ticket).send().await.unwrap()
}

async fn count(desk: &TestDatabase, sql: &str) -> i64 {
    let database = desk.connect().await;
    let found = query(&database, sql).await[0].try_get_by_index(0).unwrap();
    database.close().await.unwrap();
    found
}

/// Waits until the database says nothing is left.
async fn nothing_left(desk: &TestDatabase, sql: &str) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while count(desk, sql).await > 0 {
        assert!(Instant::now() < deadline, "still: {sql}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn letters(desk: &TestDatabase) -> usize {
    fs::read_dir(desk.directory.path().join("mail")).map_or(0, Iterator::count)
}

#[tokio::test]
async fn both_start_on_an_empty_database_at_once() {
    let desk = TestDatabase::create_empty(Engine::Postgres).await;
    let (one, other) = two(&desk, &["serve", "--migrate"], &[]).await;
    let applied = count(&desk, "SELECT count(*) FROM seaql_migrations").await;
    assert_eq!(usize::try_from(applied).unwrap(), migrations::names().len());
    // One secret file, made once: what one signs, the other believes.
    for server in [&one, &other] {
        let answer = kit::http().get(format!("{}/readyz", server.url)).send().await.unwrap();
        assert!(answer.status().is_success());
    }
}

#[tokio::test]
async fn who_signs_out_everywhere_is_out_on_the_other_within_five_seconds() {
    let desk = desk().await;
    let (one, other) = two(&desk, FRONT, &[]).await;
    let http = kit::http();
    let token = sign_in(&http, &one.url, 0).await;
    let me = |server: &Server, token: &str| http.get(format!("{}/api/v1/me", server.url)).bearer_auth(token);
    for server in [&one, &other] {
        assert_eq!(me(server, &token).send().await.unwrap().status(), 200);
    }
    let out =
        http.delete(format!("{}/api/v1/me/sessions", one.url)).bearer_auth(&token).send().await.unwrap();
    assert_eq!(out.status(), 204);
    let ended = Instant::now();
    assert_eq!(me(&one, &token).send().await.unwrap().status(), 401);
    loop {
        // When it is asked counts, not how long this machine takes to answer.
        let asked = ended.elapsed();
        if me(&other, &token).send().await.unwrap().status() == 401 {
            break;
        }
        assert!(asked < Duration::from_secs(5), "it still works after {asked:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn attempts_are_counted_together() {
    let desk = desk().await;
    let (one, other) = two(&desk, FRONT, &[("BENCHDESK_TRUSTED_PROXIES", "127.0.0.1")]).await;
    let http = kit::http();
    let attempt = |server: &Server, password: &str| -> RequestBuilder {
        let credentials = json!({ "email": address(0), "password": password });
        let request = http.post(format!("{}/api/v1/auth/token", server.url)).json(&credentials);
        request.header("x-forwarded-for", "203.0.113.9")
    };
    let mut refused = 0;
    loop {
        let server = if refused % 2 == 0 { &one } else { &other };
        match attempt(server, "not the password").send().await.unwrap().status().as_u16() {
            401 => refused += 1,
            429 => break,
            status => panic!("{status}"),
        }
        // Counted apart, each would allow five.
        assert!(refused < 10, "nobody is slowed down");
    }
    assert!(refused >= 5);
    let right = attempt(if refused % 2 == 0 { &other } else { &one }, PASSWORD).send().await.unwrap();
    assert_eq!(right.status(), 429, "the other knows of it");
}

#[tokio::test]
async fn a_key_sent_to_both_at_once_opens_one_ticket() {
    let desk = desk().await;
    let (one, other) = two(&desk, FRONT, &[]).await;
    let http = kit::http();
    let token = sign_in(&http, &one.url, 0).await;
    for round in 0..10 {
        let key = format!("round-{round}");
        let (a, b) = tokio::join!(opens(&http, &one, &token, &key), opens(&http, &other, &token, &key));
        assert_eq!((a.status().as_u16(), b.status().as_u16()), (201, 201));
        let replayed = |answer: &Response| answer.headers().contains_key("idempotency-replayed");
        assert_ne!(replayed(&a), replayed(&b), "one of them made it");
        let (a, b): (Value, Value) = (a.json().await.unwrap(), b.json().await.unwrap());
        assert_eq!(a["id"], b["id"]);
    }
    assert_eq!(count(&desk, "SELECT count(*) FROM ticket").await, 10);
}

#[tokio::test]
async fn a_ticket_taken_at_both_is_one_persons() {
    let desk = desk().await;
    let (one, other) = two(&desk, FRONT, &[]).await;
    let http = kit::http();
    let customer = sign_in(&http, &one.url, 0).await;
    let (bo, cy) = (sign_in(&http, &one.url, 4).await, sign_in(&http, &other.url, 5).await);
    for round in 0..10 {
        let ticket: Value = opens(&http, &one, &customer, &format!("{round}")).await.json().await.unwrap();
        let claim = |server: &Server, token: &str| {
            let url = format!("{}/api/v1/tickets/{}/claim", server.url, ticket["id"].as_str().unwrap());
            http.post(url).bearer_auth(token).send()
        };
        let (a, b) = tokio::join!(claim(&one, &bo), claim(&other, &cy));
        let mut statuses = [a.unwrap().status().as_u16(), b.unwrap().status().as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
    }
}

#[tokio::test]
async fn two_workers_send_each_letter_once() {
    let desk = desk().await;
    let (one, other) = two(&desk, BOTH, &[]).await;
    let http = kit::http();
    let token = sign_in(&http, &one.url, 0).await;
    for round in 0..40 {
        let server = if round % 2 == 0 { &one } else { &other };
        assert_eq!(opens(&http, server, &token, &format!("{round}")).await.status(), 201);
    }
    nothing_left(&desk, "SELECT count(*) FROM job WHERE kind = 'send_mail'").await;
    assert_eq!(letters(&desk), 40);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_killed_server_has_answered_is_there_and_the_other_goes_on() {
    let desk = desk().await;
    let (one, other) = two(&desk, FRONT, &[]).await;
    let doomed = Storm::begin(&one.url, 1).await;
    let mut going_on = Storm::begin(&other.url, 2).await;
    let mut written = doomed.end(one, Ending::After(100)).await;
    // After the end of the first.
    written.extend(going_on.answered(100).await);
    written.extend(going_on.end(other, Ending::After(10)).await);
    let ledger = Ledger::read(&desk).await;
    assert_eq!(ledger.lost(&written), 0);
    ledger.assert_once();
    ledger.assert_whole();
}

#[tokio::test]
async fn the_jobs_of_a_killed_worker_are_taken_over() {
    let desk = desk().await;
    // A mail server that takes connections and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mail_url = format!("smtp://{}?tls=none", silent.local_addr().unwrap());
    let silent_mail = [("BENCHDESK_MAIL_URL", mail_url.as_str())];
    let (stuck, front) = tokio::join!(start(&desk, BOTH, &silent_mail), start(&desk, FRONT, &[]));
    let http = kit::http();
    let token = sign_in(&http, &front.url, 0).await;
    for round in 0..5 {
        assert_eq!(opens(&http, &front, &token, &format!("{round}")).await.status(), 201);
    }
    silent.accept().await.unwrap();
    stuck.kill();
    let held = "SELECT count(*) FROM job WHERE kind = 'send_mail' AND lease_holder IS NOT NULL";
    assert!(count(&desk, held).await > 0, "the killed worker has jobs in its hands");
    assert_eq!(opens(&http, &front, &token, "after").await.status(), 201);
    // Its lease of a minute goes by.
    let database = desk.connect().await;
    let goes_by = "UPDATE job SET run_at = now() - interval '1 second' WHERE lease_holder IS NOT NULL";
    database.connection().execute_unprepared(goes_by).await.unwrap();
    database.close().await.unwrap();
    let _next = start(&desk, BOTH, &[]).await;
    nothing_left(&desk, "SELECT count(*) FROM job WHERE kind = 'send_mail'").await;
    assert_eq!(letters(&desk), 6, "each letter once, and none is lost");
}
