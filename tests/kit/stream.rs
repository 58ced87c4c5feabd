//! A stream of server-sent events, read as browsers do.

use axum::body::Body;
use http_body_util::BodyExt;
use serde_json::Value;

/// A stream that is open.
pub struct EventStream {
    body: Body,
    unread: String,
    last_id: String,
}

impl EventStream {
    pub(crate) const fn new(body: Body) -> Self {
        Self { body, unread: String::new(), last_id: String::new() }
    }

    /// What a browser would send to go on behind what was read.
    pub fn last_id(&self) -> &str {
        &self.last_id
    }

    /// The `data` of the next event; `None` at the stream's end.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            while let Some((block, rest)) = self.unread.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.unread = rest;
                if let Some(event) = self.read_block(&block) {
                    return Some(event);
                }
            }
            let frame = self.body.frame().await?.expect("a stream can be read");
            let bytes = frame.into_data().unwrap_or_default();
            self.unread.push_str(std::str::from_utf8(&bytes).expect("events are UTF-8"));
        }
    }

    /// The next events that tell of tickets, as number, kind and version.
    pub async fn next_changes(&mut self, count: usize) -> Vec<(i64, String, i64)> {
        let mut changes = Vec::new();
        while changes.len() < count {
            let event = self.next().await.expect("a stream goes on");
            if event["type"] == "ticket" {
                let number = |name: &str| event[name].as_i64().expect("a number");
                let kind = event["kind"].as_str().expect("a kind").to_owned();
                changes.push((number("ticket_number"), kind, number("version")));
            }
        }
        changes
    }

    fn read_block(&mut self, block: &str) -> Option<Value> {
        let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name));
        if let Some(id) = field("id: ") {
            id.clone_into(&mut self.last_id);
        }
        let data: Value = serde_json::from_str(field("data: ")?).expect("data is JSON");
        assert_eq!(data["type"].as_str(), field("event: "));
        Some(data)
    }
}
