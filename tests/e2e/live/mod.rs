//! What happens, as it happens: the stream of events, and who is at a ticket.

mod ends;
mod order;
mod presence;
mod resume;
mod rights;

use kit::{Person, path_of};
use serde_json::Value;

/// The kinds of a ticket's history as this person sees it, from an entry on.
async fn kinds(person: &Person, ticket: &Value, from: usize) -> Vec<String> {
    let history = person.reads_all(&format!("{}/events", path_of(ticket)), 100).await;
    history[from..].iter().map(|entry| entry["kind"].as_str().unwrap().to_owned()).collect()
}

fn number(ticket: &Value) -> i64 {
    ticket["number"].as_i64().unwrap()
}
