//! Tickets: opened, answered, moved, assigned, followed up; and what is kept of it.

mod assignment;
mod changes;
mod deletion;
mod duplicates;
mod follow_ups;
mod history;
mod links;
mod merges;
mod moves;
mod opening;
mod participants;
mod recipients;
mod replies;
mod turns;
mod undo;

use kit::{Person, Reply, path_of};
use serde_json::Value;

/// Asks for a change of the newest version.
async fn ask(person: &Person, ticket: &Value, patch: Value) -> Reply {
    let version = person.reads(ticket).await["version"].clone();
    person.patch(&path_of(ticket), &version, &patch).await
}

/// A ticket's history as this person sees it.
async fn history(person: &Person, ticket: &Value) -> Vec<Value> {
    person.reads_all(&format!("{}/events", path_of(ticket)), 100).await
}

/// A ticket's messages as this person sees them.
async fn messages(person: &Person, ticket: &Value) -> Vec<Value> {
    person.reads_all(&format!("{}/messages", path_of(ticket)), 100).await
}
