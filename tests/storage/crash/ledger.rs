//! What is stored, and whether it adds up.

use std::collections::{HashMap, HashSet};

use kit::TestDatabase;
use sea_orm::{QueryResult, TryGetable};
use serde_json::Value;
use uuid::Uuid;

use super::storm::Written;
use crate::desk::query;

#[derive(Default)]
pub struct Ledger {
    /// Tickets and their versions.
    tickets: HashMap<String, i64>,
    /// Replies, and the first message of each ticket.
    messages: Vec<Message>,
    /// Tickets with the event of their opening.
    opened: Vec<String>,
    /// Replies with the event of their writing.
    replied: Vec<String>,
    /// Tickets whose mail is queued.
    mailed: Vec<String>,
}

struct Message {
    id: String,
    ticket: String,
    text: String,
}

impl Ledger {
    pub async fn read(files: &TestDatabase) -> Self {
        let database = files.connect().await;
        let mut ledger = Self::default();
        for row in query(&database, "SELECT id, version FROM ticket").await {
            ledger.tickets.insert(id(&row, "id"), value(&row, "version"));
        }
        for row in query(&database, "SELECT id, ticket_id, body FROM message").await {
            let message =
                Message { id: id(&row, "id"), ticket: id(&row, "ticket_id"), text: value(&row, "body") };
            ledger.messages.push(message);
        }
        for row in query(&database, "SELECT ticket_id, kind, to_value FROM ticket_event").await {
            match value::<String>(&row, "kind").as_str() {
                "opened" => ledger.opened.push(id(&row, "ticket_id")),
                "reply_added" => ledger.replied.push(value(&row, "to_value")),
                other => panic!("nobody has done anything that is {other}"),
            }
        }
        for row in query(&database, "SELECT payload FROM job").await {
            let payload: Value = serde_json::from_str(&value::<String>(&row, "payload")).unwrap();
            assert_eq!(payload["mail"], "ticket_received");
            ledger.mailed.push(payload["ticket"].as_str().unwrap().to_owned());
        }
        database.close().await.unwrap();
        ledger
    }

    /// How many of these writes are not here exactly as they were answered.
    pub fn lost(&self, written: &[Written]) -> usize {
        let by_text: HashMap<_, _> = self.messages.iter().map(|message| (&message.text, message)).collect();
        let is_here = |write: &&Written| {
            let Some(message) = by_text.get(&write.text) else { return false };
            let is_same = write.reply.as_ref().is_none_or(|reply| *reply == message.id);
            is_same && message.ticket == write.ticket && self.tickets.contains_key(&write.ticket)
        };
        written.len() - written.iter().filter(is_here).count()
    }

    /// Nothing was stored twice: each write has a text of its own.
    pub fn assert_once(&self) {
        let texts: HashSet<_> = self.messages.iter().map(|message| &message.text).collect();
        assert_eq!(texts.len(), self.messages.len());
    }

    /// Nothing was stored by half, whether it was answered or not.
    pub fn assert_whole(&self) {
        let tickets: HashSet<_> = self.tickets.keys().collect();
        let same = |name: &str, found: &[String]| {
            assert_eq!(found.len(), tickets.len(), "{name}: one for each ticket");
            assert_eq!(found.iter().collect::<HashSet<_>>(), tickets, "{name}: of each ticket");
        };
        same("event of the opening", &self.opened);
        same("mail", &self.mailed);
        let messages: HashSet<_> = self.messages.iter().map(|message| &message.id).collect();
        let replies: HashSet<_> = self.replied.iter().collect();
        assert_eq!(replies.len(), self.replied.len(), "one event for each reply");
        assert!(replies.is_subset(&messages), "no event without its reply");
        let first = self.messages.iter().filter(|message| !replies.contains(&message.id));
        let first: Vec<_> = first.map(|message| message.ticket.clone()).collect();
        same("message without the event of a reply", &first);
        let mut changes: HashMap<_, i64> = HashMap::new();
        for message in &self.messages {
            *changes.entry(message.ticket.clone()).or_default() += 1;
        }
        assert_eq!(changes, self.tickets, "each reply counts one version up");
    }
}

fn value<T: TryGetable>(row: &QueryResult, column: &str) -> T {
    row.try_get("", column).unwrap()
}

fn id(row: &QueryResult, column: &str) -> String {
    value::<Uuid>(row, column).to_string()
}
