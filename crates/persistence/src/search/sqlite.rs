//! FTS5: documents come out in the order of their ids, so a page costs what it shows.

use async_trait::async_trait;
use domain::{Result, search::Phrase};
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};

use super::{
    Document, Index, Table, Wanted,
    document::{first_place, ticket_of},
};
use crate::{conn::Conn, error::OrStoreError, waiting::Row};

/// Below how many values a statement may have.
const REMOVED_AT_ONCE: usize = 1_000;

pub(super) struct Sqlite;

#[async_trait]
impl Index for Sqlite {
    fn row(&self, table: Table, id: i64, Document(words): &Document) -> Row {
        Row::of_table(table.name()).with("rowid", id, "?").with("words", words.join(" "), "?")
    }

    async fn remove(&self, db: &Conn, table: Table, ids: &[i64]) -> Result<()> {
        for some in ids.chunks(REMOVED_AT_ONCE) {
            let marks = vec!["?"; some.len()].join(",");
            let delete = format!("DELETE FROM {} WHERE rowid IN ({marks})", table.name());
            execute(db, delete, some.iter().map(|id| (*id).into()).collect()).await?;
        }
        Ok(())
    }

    async fn tickets(
        &self,
        db: &Conn,
        tables: &[Table],
        wanted: &Wanted<'_>,
        below: i64,
        limit: usize,
    ) -> Result<Vec<i64>> {
        let mut found = Vec::new();
        for table in tables {
            found.extend(tickets_of(db, *table, &expression(wanted), below, limit).await?);
        }
        found.sort_unstable_by(|a, b| b.cmp(a));
        found.dedup();
        found.truncate(limit);
        Ok(found)
    }

    async fn saying(
        &self,
        db: &Conn,
        tables: &[Table],
        phrases: &[Phrase],
        numbers: &[i64],
    ) -> Result<Vec<i64>> {
        let any = phrases.iter().map(phrase).collect::<Vec<_>>().join(" OR ");
        let asked = numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let mut found = Vec::new();
        for table in tables {
            let table = table.name();
            let sql = format!(
                "SELECT asked.value FROM json_each(?) AS asked WHERE EXISTS (SELECT 1 FROM {table} \
                 WHERE {table} MATCH ? AND rowid >= asked.value << 20 AND rowid < (asked.value + 1) << 20)"
            );
            let values = vec![format!("[{asked}]").into(), any.clone().into()];
            found.extend(numbers_of(db, sql, values).await?);
        }
        Ok(found)
    }

    async fn accounts(&self, db: &Conn, phrases: &[Phrase], limit: usize) -> Result<Vec<i64>> {
        let wanted = Wanted { phrases, ..Wanted::default() };
        ids_of(db, Table::Customer, &expression(&wanted), i64::MAX, limit).await
    }
}

/// Reads on until there are enough tickets: several documents may belong to one.
async fn tickets_of(db: &Conn, table: Table, expression: &str, below: i64, limit: usize) -> Result<Vec<i64>> {
    let mut tickets = Vec::new();
    let (mut below, mut batch) = (first_place(below), limit);
    while tickets.len() < limit {
        let ids = ids_of(db, table, expression, below, batch).await?;
        tickets.extend(ids.iter().copied().map(ticket_of));
        tickets.dedup();
        if ids.len() < batch {
            break;
        }
        // A ticket with very many documents is left behind as a whole.
        below = tickets.last().map_or(0, |last| first_place(*last));
        batch = limit;
    }
    tickets.truncate(limit);
    Ok(tickets)
}

async fn ids_of(db: &Conn, table: Table, expression: &str, below: i64, limit: usize) -> Result<Vec<i64>> {
    let table = table.name();
    let sql =
        format!("SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?");
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    numbers_of(db, sql, vec![expression.into(), below.into(), limit.into()]).await
}

/// A query of FTS5. Words hold letters and digits only: within quotation marks they are never syntax.
fn expression(wanted: &Wanted<'_>) -> String {
    let quoted = |words: &[String]| words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>();
    let all = wanted.phrases.iter().map(phrase).collect::<Vec<_>>().join(" AND ");
    let mut text = format!("({all})");
    if !wanted.instead.is_empty() {
        text = format!("({text} OR {})", quoted(&wanted.instead).join(" OR "));
    }
    if !wanted.readers.is_empty() {
        text = format!("{text} AND ({})", quoted(&wanted.readers).join(" OR "));
    }
    text
}

fn phrase(phrase: &Phrase) -> String {
    format!("\"{}\"{}", phrase.words.join(" "), if phrase.is_prefix { "*" } else { "" })
}

async fn execute(db: &Conn, sql: String, values: Vec<Value>) -> Result<()> {
    db.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)).await.or_store_error()?;
    Ok(())
}

async fn numbers_of(db: &Conn, sql: String, values: Vec<Value>) -> Result<Vec<i64>> {
    let statement = Statement::from_sql_and_values(DbBackend::Sqlite, sql, values);
    let rows = db.query_all_raw(statement).await.or_store_error()?;
    rows.iter().map(|row| row.try_get_by_index(0).or_store_error()).collect()
}
