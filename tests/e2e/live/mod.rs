//! What happens, as it happens: the stream of events, and who is at a ticket.

mod ends;
mod order;
mod presence;
mod resume;
mod rights;

use domain::{live::Place, ticket::Viewer};
use kit::{Person, TestApp, path_of};
use serde_json::Value;

/// The kinds of a ticket's history as this person sees it, from an entry on.
async fn kinds(person: &Person, ticket: &Value, from: usize) -> Vec<String> {
    let history = person.reads_all(&format!("{}/events", path_of(ticket)), 100).await;
    history[from..].iter().map(|entry| entry["kind"].as_str().unwrap().to_owned()).collect()
}

/// Waits until all that is there is told. Transactions in other databases of the server hold it back, too.
async fn settle(app: &TestApp) {
    loop {
        let mut tx = app.store.glance().await.unwrap();
        let settled = tx.feed().settled().await.unwrap();
        let left = tx.feed().changes(Viewer::Staff, Place::behind(settled), i64::MAX, 1).await.unwrap();
        if left.is_empty() {
            return;
        }
    }
}

fn number(ticket: &Value) -> i64 {
    ticket["number"].as_i64().unwrap()
}
