//! Search: the language, what is found, by whom, and that the index is never behind.

mod index;
mod keys;
mod language;
mod odd_syntax;
mod paging;
mod rights;

use kit::{Person, Reply};
use serde_json::Value;

use crate::support::texts;

/// Asks for `q`, as it was typed.
pub(crate) async fn asks(person: &Person, path: &str, q: &str) -> Reply {
    let q: String = url::form_urlencoded::byte_serialize(q.as_bytes()).collect();
    let join = if path.contains('?') { '&' } else { '?' };
    person.get(&format!("/api/v1/{path}{join}q={q}")).await
}

/// The subjects of what is found, in order; the same in the list of tickets.
async fn finds(person: &Person, q: &str) -> Vec<String> {
    let found = subjects(asks(person, "search", q).await);
    let listed = subjects(asks(person, "tickets?sort=-created_at", q).await);
    assert_eq!(found, listed, "{q}");
    found
}

fn subjects(reply: Reply) -> Vec<String> {
    let reply = reply.expect(200);
    assert_eq!(reply.json["next_cursor"], Value::Null);
    texts(reply.json["items"].as_array().unwrap(), "subject").into_iter().map(str::to_owned).collect()
}
