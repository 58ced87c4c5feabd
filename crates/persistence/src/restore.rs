//! What backups and restores need of a database beside the store.

use std::path::Path;

use domain::{Error, Result};
use sea_orm::ConnectionTrait;

use crate::{
    Database,
    error::{OrStoreError, StoreFailure},
};

/// A table that stands in a PostgreSQL database while it is restored. Copies never hold it.
const MARK: &str = "benchdesk_restore_under_way";

impl Database {
    /// SQLite: writes a copy of the whole database, as it is at this moment, into a new file. Writers
    /// go on meanwhile. The copy holds no page that was freed, so nothing that was deleted.
    pub async fn copy_to(&self, file: &Path) -> Result<()> {
        let path = file.to_str().ok_or_else(|| failure("the path is not UTF-8"))?;
        let copy = format!("VACUUM INTO '{}'", path.replace('\'', "''"));
        self.connection().execute_unprepared(&copy).await.or_store_error().map(drop)
    }

    /// SQLite: reads every page and every index, and fails if one is damaged.
    pub async fn check_integrity(&self) -> Result<()> {
        for check in ["PRAGMA integrity_check(1)", "PRAGMA foreign_key_check"] {
            match self.text(check).await?.as_deref() {
                None | Some("ok") => {}
                Some(_) => return Err(failure("the file is damaged")),
            }
        }
        Ok(())
    }

    /// Whether there is no table at all.
    pub async fn is_empty(&self) -> Result<bool> {
        let found = if self.is_sqlite() {
            self.text("SELECT name FROM sqlite_master LIMIT 1").await?
        } else {
            let tables = "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
                          WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' \
                          AND c.relkind IN ('r', 'p', 'm') LIMIT 1";
            self.text(tables).await?
        };
        Ok(found.is_none())
    }

    /// Which migrations were applied, by name.
    pub async fn applied_migrations(&self) -> Result<Vec<String>> {
        self.texts("SELECT version FROM seaql_migrations ORDER BY version").await
    }

    /// Whether there are addresses, sealed as they are; a schema from before them has none.
    pub async fn holds_addresses(&self) -> Result<bool> {
        let applied = self.applied_migrations().await?;
        if !applied.iter().any(|name| name.ends_with("_vault")) {
            return Ok(false);
        }
        Ok(self.text("SELECT 'yes' FROM address_key LIMIT 1").await?.is_some())
    }

    /// What a setting of the engine is: a PRAGMA, or a parameter of PostgreSQL.
    pub async fn setting(&self, name: &'static str) -> Result<Option<String>> {
        let ask = if self.is_sqlite() { format!("PRAGMA {name}") } else { format!("SHOW {name}") };
        self.text(&ask).await
    }

    /// The engine's clock against ours: how many seconds it is ahead.
    pub async fn clock_lead(&self, now: domain::clock::Timestamp) -> Result<i64> {
        if self.is_sqlite() {
            return Ok(0);
        }
        let theirs = self.text("SELECT extract(epoch FROM clock_timestamp())::bigint::text").await?;
        Ok(theirs.and_then(|text| text.parse::<i64>().ok()).map_or(0, |theirs| theirs - now.timestamp()))
    }

    /// PostgreSQL: marks the empty database. Of two restores at once, one fails here.
    pub async fn begin_restore(&self) -> Result<()> {
        let mark = format!("CREATE TABLE {MARK} (at timestamptz)");
        self.connection().execute_unprepared(&mark).await.or_store_error().map(drop)
    }

    /// PostgreSQL: takes the mark away. Transactions of the other server may have been counted further than
    /// here: what they changed must not be told as news once this one has counted as far.
    pub async fn end_restore(&self) -> Result<()> {
        let has_feed = "SELECT column_name::text FROM information_schema.columns \
                        WHERE table_name = 'ticket_event' AND column_name = 'position'";
        if self.text(has_feed).await?.is_some() {
            let count_anew = "BEGIN; SET LOCAL statement_timeout = 0; \
                              UPDATE ticket_event SET position = 0; COMMIT";
            self.connection().execute_unprepared(count_anew).await.or_store_error()?;
        }
        let unmark = format!("DROP TABLE {MARK}");
        self.connection().execute_unprepared(&unmark).await.or_store_error().map(drop)
    }

    /// Whether the mark is there.
    pub async fn is_being_restored(&self) -> Result<bool> {
        if self.is_sqlite() {
            return Ok(false);
        }
        Ok(self.text(&format!("SELECT to_regclass('{MARK}')::text")).await?.is_some())
    }

    async fn text(&self, sql: &str) -> Result<Option<String>> {
        Ok(self.texts(sql).await?.into_iter().next())
    }

    /// The first column of every row; numbers as texts, NULL left out.
    async fn texts(&self, sql: &str) -> Result<Vec<String>> {
        let rows = self.reader().query_all_raw(self.statement(sql)).await.or_store_error()?;
        let mut texts = Vec::new();
        for row in rows {
            match row.try_get_by_index::<Option<String>>(0) {
                Ok(text) => texts.extend(text),
                Err(_) => texts.push(row.try_get_by_index::<i64>(0).or_store_error()?.to_string()),
            }
        }
        Ok(texts)
    }
}

fn failure(what: &str) -> Error {
    Error::internal(StoreFailure::new(what))
}
