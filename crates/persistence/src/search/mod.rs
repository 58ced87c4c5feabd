//! The search index.
//!
//! A document is one message with its ticket's subject and number, or one account's name and address.
//! Replies and notes are kept apart: what a customer looks for is never compared with a note. A
//! document's id is its ticket's number followed by a place within the ticket, so the index gives
//! tickets in the order of their numbers, and the newest are found without looking at the others.
//!
//! [`write`] is all that changes it: whatever changes a text calls it in the same transaction. Rows that
//! are deleted take their documents along by a trigger.

mod condition;
mod document;
mod find;
mod postgres;
mod sqlite;
pub(crate) mod write;

pub(crate) use condition::{condition, with_requesters};
pub(crate) use find::Search;

use async_trait::async_trait;
use domain::{Result, search::Phrase};
use sea_orm::{ConnectionTrait, DbBackend};

use crate::{conn::Conn, error::OrStoreError, waiting::Row};
use document::Document;

/// Which documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    Reply,
    Note,
    Customer,
}

impl Table {
    const fn name(self) -> &'static str {
        match self {
            Self::Reply => "search_reply",
            Self::Note => "search_note",
            Self::Customer => "search_customer",
        }
    }
}

/// What documents must say.
#[derive(Debug, Clone, Default)]
struct Wanted<'q> {
    /// All of these…
    phrases: &'q [Phrase],
    /// …or one of these.
    instead: Vec<String>,
    /// And one of these, if there are any.
    readers: Vec<String>,
}

/// What each engine does in its own way.
#[async_trait]
trait Index: Send + Sync {
    /// A document as it is stored.
    fn row(&self, table: Table, id: i64, document: &Document) -> Row;
    /// Removes documents.
    async fn remove(&self, db: &Conn, table: Table, ids: &[i64]) -> Result<()>;
    /// The numbers of up to `limit` tickets below `below` that have such a document in one of these
    /// tables; greatest first.
    async fn tickets(
        &self,
        db: &Conn,
        tables: &[Table],
        wanted: &Wanted<'_>,
        below: i64,
        limit: usize,
    ) -> Result<Vec<i64>>;
    /// Those of these tickets that have a document with one of these phrases.
    async fn saying(
        &self,
        db: &Conn,
        tables: &[Table],
        phrases: &[Phrase],
        numbers: &[i64],
    ) -> Result<Vec<i64>>;
    /// The numbers of up to `limit` accounts that say all of this, newest first.
    async fn accounts(&self, db: &Conn, phrases: &[Phrase], limit: usize) -> Result<Vec<i64>>;
}

/// Stores documents with what comes next.
fn put(db: &Conn, table: Table, documents: impl IntoIterator<Item = (i64, Document)>) -> Result<()> {
    let rows = documents.into_iter().map(|(id, document)| index(db).row(table, id, &document));
    db.store_later(rows).or_store_error()
}

/// The index of the engine that is spoken to.
fn index(db: &Conn) -> &'static dyn Index {
    match db.get_database_backend() {
        DbBackend::Postgres => &postgres::Postgres,
        _ => &sqlite::Sqlite,
    }
}
