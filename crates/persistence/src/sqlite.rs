//! SQLite's settings. Durability and hygiene are promises: a connection without them is refused.

use std::{path::Path, str::FromStr, time::Duration};

use domain::{Error, Result};
use sea_orm::{
    ConnectOptions,
    sqlx::{
        self, ConnectOptions as _, Connection, Row, SqliteConnection,
        pool::PoolOptions,
        sqlite::{SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
    },
};

use crate::error::{OrStoreError, StoreFailure};

/// What every connection promises.
const PROMISES: [(&str, &str); 4] =
    [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("secure_delete", "1")];

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To write, and to keep the planner's figures.
    Write,
    /// To read: what would write is refused.
    Read,
    /// To copy the file beside a server that writes: never waits for it.
    Copy,
}

/// Opens the file once, to say at once and by name what it does not promise.
pub(crate) async fn check(url: &str) -> Result<()> {
    let mut options = SqliteConnectOptions::from_str(url).map_err(to_conn_error).or_store_error()?;
    if is_fresh(options.get_filename()) {
        // Chosen before the first table: freed pages can be given back after a purge. Later it has no effect
        // and would wait for the writer.
        options = options.auto_vacuum(SqliteAutoVacuum::Incremental);
    }
    let options = settings(options, Purpose::Copy).disable_statement_logging();
    let mut connection = options.connect().await.map_err(to_conn_error).or_store_error()?;
    let broken = broken_promise(&mut connection).await.map_err(to_conn_error).or_store_error()?;
    connection.close().await.map_err(to_conn_error).or_store_error()?;
    match broken {
        None => Ok(()),
        Some((pragma, promised)) => {
            Err(Error::internal(StoreFailure::new(format!("PRAGMA {pragma} is not {promised}"))))
        }
    }
}

fn is_fresh(file: &Path) -> bool {
    std::fs::metadata(file).map_or(true, |file| file.len() == 0)
}

/// Sets a pool up.
pub(crate) fn tune(mut options: ConnectOptions, purpose: Purpose) -> ConnectOptions {
    options
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .map_sqlx_sqlite_opts(move |options| settings(options, purpose))
        .map_sqlx_sqlite_pool_opts(guarded);
    options
}

fn settings(options: SqliteConnectOptions, purpose: Purpose) -> SqliteConnectOptions {
    let options = options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .statement_cache_capacity(256)
        // A page of a list crosses to the caller's thread in one go.
        .row_buffer_size(256)
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "memory")
        .pragma("mmap_size", "0")
        .pragma("cache_size", "-16384")
        .pragma("journal_size_limit", "67108864");
    match purpose {
        // Nothing that writes, if only to the file's header: it would wait for the writer.
        Purpose::Read => options.pragma("query_only", "ON"),
        Purpose::Write | Purpose::Copy => options,
    }
}

fn guarded(pool: PoolOptions<sqlx::Sqlite>) -> PoolOptions<sqlx::Sqlite> {
    pool.after_connect(|connection, _| {
        Box::pin(async {
            match broken_promise(connection).await? {
                None => Ok(()),
                Some((pragma, _)) => Err(sqlx::Error::Configuration(pragma.into())),
            }
        })
    })
    // After an error that ended its transaction (disk full, I/O), sqlx still counts the connection
    // as inside: what it would begin next were savepoints that no commit makes durable.
    .before_acquire(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }))
}

async fn broken_promise(
    connection: &mut SqliteConnection,
) -> sqlx::Result<Option<(&'static str, &'static str)>> {
    for (pragma, promised) in PROMISES {
        let row =
            sqlx::query(sqlx::AssertSqlSafe(format!("PRAGMA {pragma}"))).fetch_one(&mut *connection).await?;
        let found = row.try_get::<i64, _>(0).map(|number| number.to_string());
        let found = found.or_else(|_| row.try_get::<String, _>(0))?;
        if found != promised {
            return Ok(Some((pragma, promised)));
        }
    }
    Ok(None)
}

fn to_conn_error(error: sqlx::Error) -> sea_orm::DbErr {
    sea_orm::DbErr::Conn(sea_orm::RuntimeErr::SqlxError(error.into()))
}
