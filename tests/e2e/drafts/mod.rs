//! What people have begun to write: kept for themselves, sent as what they have seen.

mod files;
mod kept;
mod sent;

use kit::{Person, Reply, path_of};
use serde_json::{Value, json};

fn place(ticket: &Value) -> String {
    format!("{}/draft", path_of(ticket))
}

/// Keeps a draft in place of a version.
async fn keep(who: &Person, ticket: &Value, version: impl ToString, draft: Value) -> Reply {
    let version = version.to_string();
    let tag = if version == "*" { version } else { format!("\"{version}\"") };
    who.with("if-match", &tag).put(&place(ticket), &draft).await
}

async fn read(who: &Person, ticket: &Value) -> Reply {
    who.get(&place(ticket)).await
}

fn reply(body: &str) -> Value {
    json!({ "kind": "reply", "body": body })
}

/// Who wrote what the draft has missed.
fn missed(draft: &Value) -> Vec<&str> {
    let missed = draft["missed"].as_array().unwrap();
    missed.iter().map(|message| message["author"]["name"].as_str().unwrap()).collect()
}
