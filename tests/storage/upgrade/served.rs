//! What the API makes of a database of a release.

use axum::http::Method;
use kit::{Person, TestApp, TestDatabase, path_of};
use serde_json::Value;

/// The request that made the ticket, to the byte.
const SENT_BEFORE: &str =
    r#"{"subject": "From the last release", "body": "Fader 3 jams \u2014 since Monday."}"#;

/// Finds the ticket.
async fn is_found(person: &Person, q: &str) -> Value {
    let q: String = url::form_urlencoded::byte_serialize(q.as_bytes()).collect();
    let found = person.get(&format!("/api/v1/search?q={q}")).await.expect(200).json;
    let items = found["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{q}: {items:?}");
    items[0].clone()
}

/// Its people sign in with their passwords, find their tickets, and go on.
pub(super) async fn first(files: TestDatabase) {
    let app = TestApp::on(files).await;
    let ulla = app.sign_in("ulla@example.org").await;
    let tickets = ulla.get("/api/v1/tickets").await.expect(200).json;
    let subjects: Vec<_> = tickets["items"].as_array().unwrap().iter().map(|t| &t["subject"]).collect();
    assert_eq!(subjects.len(), 2);
    let ticket =
        tickets["items"].as_array().unwrap().iter().find(|t| t["subject"] == "From the last release");
    let ticket = ticket.expect("the ticket is there").clone();
    let messages = format!("/api/v1/tickets/{}/messages", ticket["id"].as_str().unwrap());
    let said = ulla.get(&messages).await.expect(200).json;
    let bodies: Vec<_> =
        said["items"].as_array().unwrap().iter().map(|m| m["body"].as_str().unwrap()).collect();
    assert_eq!(bodies.len(), 3, "the note is not the customer's: {bodies:?}");
    assert_eq!(bodies[0], "Fader 3 jams — since Monday.");

    let ada = app.sign_in("ada@desk.example.org").await;
    let found = ada.get("/api/v1/search?q=fader").await.expect(200).json;
    assert!(found["items"].as_array().unwrap().is_empty(), "nothing was indexed then");
    app.worker.order_index().await.unwrap();
    let queue = ada.get("/api/v1/tickets?limit=100").await.expect(200).json;
    assert_eq!(queue["items"].as_array().unwrap().len(), 14);
    let history = format!("/api/v1/tickets/{}/events", ticket["id"].as_str().unwrap());
    assert!(ada.get(&history).await.expect(200).json["items"].as_array().unwrap().len() >= 5);

    // The last release's key still counts as used; the queue goes on; the customer, too.
    let client = ulla.client().with("idempotency-key", "upgrade-1").with("content-type", "application/json");
    let replayed = client.send(Method::POST, "/api/v1/tickets", SENT_BEFORE).await.expect(201);
    assert_eq!(replayed.json["id"], ticket["id"]);
    ulla.replies(&ticket, "Has it arrived?").await;
    app.run_jobs().await;
    assert!(!app.mailbox.take().is_empty(), "what waited is sent");
    is_found(&ulla, "\"since monday\"").await;
    let noted = app.store.read().await.unwrap().search().is_behind().await.unwrap();
    assert!(!noted, "the index holds all that the first release has stored");
    let mut tx = app.store.begin().await.unwrap();
    tx.jobs().remove_dead(app.now() + chrono::Duration::days(1), 10).await.unwrap();
    tx.commit().await.unwrap();
    app.finish().await;
}

/// The same of the second, which had teams, devices, files, views, merges and the index.
pub(super) async fn second(files: TestDatabase) {
    let app = TestApp::on(files).await;
    // It was used after the time at which tests begin.
    app.pass(chrono::Duration::hours(3));
    let (ulla, ada) = (app.sign_in("ulla@example.org").await, app.sign_in("ada@desk.example.org").await);
    let (bo, vera) = (app.sign_in("bo@desk.example.org").await, app.sign_in("vera@example.org").await);
    let ticket = is_found(&ulla, "\"since monday\"").await;
    assert_eq!(is_found(&vera, "\"since monday\"").await["id"], ticket["id"], "a cc still takes part");
    assert_eq!(is_found(&bo, "ferrite").await["id"], ticket["id"]);
    let keys = is_found(&ada, "serial:k61004711 team:\"second line\" tag:beta").await;
    assert_eq!(is_found(&ulla, "\"since tuesday\"").await["id"], keys["id"], "it was merged");
    let first = ulla.get(&format!("{}/messages", path_of(&keys))).await.expect(200).json["items"][0].clone();
    assert_eq!(first["attachments"][0]["file_name"], "fader.txt");
    let views = bo.get("/api/v1/views").await.expect(200).json;
    assert!(views["items"].as_array().unwrap().iter().any(|view| view["name"] == "Waiting too long"));
    let tokens = ada.get("/api/v1/api-tokens").await.expect(200).json;
    assert_eq!(tokens["items"][0]["name"], "script");

    let client = ulla.client().with("idempotency-key", "upgrade-1").with("content-type", "application/json");
    let replayed = client.send(Method::POST, "/api/v1/tickets", SENT_BEFORE).await.expect(201);
    assert_eq!(replayed.json["id"], ticket["id"]);
    ulla.replies(&ticket, "Has it arrived?").await;
    app.run_jobs().await;
    assert!(!app.mailbox.take().is_empty(), "what waited is sent");
    app.worker.order_index().await.unwrap();
    assert_eq!(app.run_jobs().await, 0, "the index is not behind");
    app.finish().await;
}
