//! tsvector with GIN. GIN knows no order: all that a query matches would have to be read and sorted to
//! find the newest. So each document also carries which stretch of tickets it belongs to, as a word,
//! and a search begins among the newest stretch and widens it only while it finds too little.

use std::fmt::Write;

use async_trait::async_trait;
use domain::{Result, search::Phrase};
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};

use super::{
    Document, Index, Table, Wanted,
    document::{first_place, ticket_of},
};
use crate::{conn::Conn, error::OrStoreError, waiting::Row};

pub(super) struct Postgres;

/// How long stretches are, as powers of two: 4,096 and 65,536 tickets.
const STRETCHES: [u32; 2] = [12, 16];
/// Begins the word that stands for a stretch: no text has it, for it is no letter.
const STRETCH: char = '\u{F8FD}';
/// The last place of a word that PostgreSQL knows.
const LAST_PLACE: usize = 16_383;

#[async_trait]
impl Index for Postgres {
    fn row(&self, table: Table, id: i64, document: &Document) -> Row {
        let words = vector(id, document);
        Row::of_table(table.name()).with("id", id, "?").with("words", words, "CAST(? AS tsvector)")
    }

    async fn remove(&self, db: &Conn, table: Table, ids: &[i64]) -> Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let sql = format!("DELETE FROM {} WHERE id = ANY($1)", table.name());
        db.execute_raw(statement(sql, vec![ids.to_vec().into()])).await.or_store_error()?;
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
        let everything = expression(wanted);
        let newest = newest_ticket(db, below).await?;
        for stretch in STRETCHES {
            let last = newest >> stretch;
            if last <= 1 {
                break;
            }
            let words = [last, last - 1].map(|at| quoted(&stretch_word(stretch, at)));
            let near = format!("({everything}) & ({})", words.join(" | "));
            let found = tickets_of(db, tables, &near, below, limit).await?;
            if found.len() == limit {
                return Ok(found);
            }
        }
        tickets_of(db, tables, &everything, below, limit).await
    }

    async fn saying(
        &self,
        db: &Conn,
        tables: &[Table],
        phrases: &[Phrase],
        numbers: &[i64],
    ) -> Result<Vec<i64>> {
        let any = phrases.iter().map(phrase).collect::<Vec<_>>().join(" | ");
        let in_table = |table: &Table| {
            let table = table.name();
            format!(
                "SELECT asked FROM unnest($1::bigint[]) AS asked WHERE EXISTS (SELECT 1 FROM {table} \
                 WHERE id >= asked << 20 AND id < (asked + 1) << 20 AND words @@ $2::tsquery)"
            )
        };
        let sql = tables.iter().map(in_table).collect::<Vec<_>>().join(" UNION ");
        numbers_of(db, sql, vec![numbers.to_vec().into(), any.into()]).await
    }

    async fn accounts(&self, db: &Conn, phrases: &[Phrase], limit: usize) -> Result<Vec<i64>> {
        let wanted = Wanted { phrases, ..Wanted::default() };
        let sql = "WITH found AS MATERIALIZED (SELECT id FROM search_customer WHERE words @@ $1::tsquery) \
                   SELECT id FROM found ORDER BY id DESC LIMIT $2";
        numbers_of(db, sql.to_owned(), vec![expression(&wanted).into(), size(limit)]).await
    }
}

/// The greatest number below `below`.
async fn newest_ticket(db: &Conn, below: i64) -> Result<i64> {
    let sql = "SELECT max(number) FROM ticket WHERE number < $1".to_owned();
    let row = db.query_one_raw(statement(sql, vec![below.into()])).await.or_store_error()?;
    let newest = row.map(|row| row.try_get_by_index::<Option<i64>>(0)).transpose().or_store_error()?;
    Ok(newest.flatten().unwrap_or(0))
}

/// What matches is found by the index alone (`MATERIALIZED`): else the planner may prefer to walk
/// through all tickets in the hope of a match.
async fn tickets_of(
    db: &Conn,
    tables: &[Table],
    expression: &str,
    below: i64,
    limit: usize,
) -> Result<Vec<i64>> {
    let in_table =
        |table: &Table| format!("SELECT id FROM {} WHERE words @@ $1::tsquery AND id < $2", table.name());
    let all = tables.iter().map(in_table).collect::<Vec<_>>().join(" UNION ALL ");
    let sql = format!(
        "WITH found AS MATERIALIZED ({all}) \
         SELECT DISTINCT id >> 20 AS number FROM found ORDER BY number DESC LIMIT $3"
    );
    numbers_of(db, sql, vec![expression.into(), first_place(below).into(), size(limit)]).await
}

fn size(limit: usize) -> Value {
    i64::try_from(limit).unwrap_or(i64::MAX).into()
}

/// A document as PostgreSQL reads it: its words with their places, and its stretches.
fn vector(id: i64, Document(words): &Document) -> String {
    let mut text = String::with_capacity(words.iter().map(|word| word.len() + 10).sum());
    for (at, word) in words.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = write!(text, "{}:{} ", quoted(word), (at + 1).min(LAST_PLACE));
    }
    for stretch in STRETCHES {
        let _ = write!(text, "{} ", quoted(&stretch_word(stretch, ticket_of(id) >> stretch)));
    }
    text
}

fn stretch_word(stretch: u32, at: i64) -> String {
    format!("{STRETCH}{stretch}x{at}")
}

/// Words hold letters and digits only: within apostrophes they are never syntax.
fn quoted(word: &str) -> String {
    format!("'{word}'")
}

fn expression(wanted: &Wanted<'_>) -> String {
    let any = |words: &[String]| words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" | ");
    let all = wanted.phrases.iter().map(phrase).collect::<Vec<_>>().join(" & ");
    let mut text = format!("({all})");
    if !wanted.instead.is_empty() {
        text = format!("({text} | {})", any(&wanted.instead));
    }
    if !wanted.readers.is_empty() {
        text = format!("{text} & ({})", any(&wanted.readers));
    }
    text
}

fn phrase(phrase: &Phrase) -> String {
    let words = phrase.words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" <-> ");
    format!("({words}{})", if phrase.is_prefix { ":*" } else { "" })
}

fn statement(sql: String, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}

async fn numbers_of(db: &Conn, sql: String, values: Vec<Value>) -> Result<Vec<i64>> {
    let rows = db.query_all_raw(statement(sql, values)).await.or_store_error()?;
    rows.iter().map(|row| row.try_get_by_index(0).or_store_error()).collect()
}
