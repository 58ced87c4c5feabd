//! Sharing work: teams, taking tickets, snoozing them.

mod bulk;
mod bulk_links;
mod claim;
mod macros;
mod next;
mod snooze;
mod tags;
mod team_time;
mod teams;
mod view_queries;
mod views;

use axum::http::Method;
use kit::{Person, Reply, path_of};
use serde_json::{Value, json};

/// Makes a team of these people; returns it.
async fn team(lead: &Person, name: &str, members: &[&Person]) -> Value {
    let ids: Vec<_> = members.iter().map(|member| &member.id).collect();
    lead.post("/api/v1/teams", &json!({ "name": name, "member_ids": ids })).await.expect(201).json
}

/// Sends a request to whatever version is there.
async fn send(person: &Person, method: Method, path: &str, body: Value) -> Reply {
    let client = person.with("content-type", "application/json").with("if-match", "*");
    let body = if body.is_null() { String::new() } else { body.to_string() };
    client.send(method, path, body).await
}

/// Snoozes a ticket until a time; returns the answer.
async fn snooze(person: &Person, ticket: &Value, body: Value) -> Reply {
    send(person, Method::PUT, &format!("{}/snooze", path_of(ticket)), body).await
}

/// A ticket's history as this person sees it, without what was there before its `from`th entry.
async fn history(person: &Person, ticket: &Value, from: usize) -> Vec<Value> {
    person.reads_all(&format!("{}/events", path_of(ticket)), 100).await.split_off(from)
}
