//! The stories that the desk is built for, told to the real program: one process on SQLite, two on
//! PostgreSQL that are asked in turn. Each step has the number it has in the story.

mod admin;
mod agent;
mod customer;

use std::time::{Duration, Instant};

use axum::http::Method;
use kit::{Person, Reply, path_of};
use serde_json::{Value, json};

/// Sends a change based on the ticket's newest version.
async fn act(person: &Person, method: Method, ticket: &Value, part: &str, body: &Value) -> Reply {
    let version = person.reads(ticket).await["version"].to_string();
    let client = person.with("content-type", "application/json").with("if-match", &format!("\"{version}\""));
    client.send(method, &format!("{}/{part}", path_of(ticket)), body.to_string()).await
}

/// The texts of a ticket's messages, as a person reads them.
async fn bodies(person: &Person, ticket: &Value) -> Vec<String> {
    let messages = person.reads_all(&format!("{}/messages", path_of(ticket)), 50).await;
    messages.iter().map(|message| message["body"].as_str().unwrap().to_owned()).collect()
}

/// A request for help with a text of its own.
async fn asks(person: &Person, subject: &str, body: &str) -> Value {
    let new = json!({ "subject": subject, "body": body });
    person.post("/api/v1/tickets", &new).await.expect(201).json
}

/// Waits for what processes do by themselves: at most a minute.
async fn until(mut true_now: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while !true_now().await {
        assert!(Instant::now() < deadline, "it does not happen");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
