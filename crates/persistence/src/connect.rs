//! Connections, tuned for each engine.

use std::time::Duration;

use domain::{Error, Result};
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DbBackend, Statement,
    sqlx::sqlite::{SqliteAutoVacuum, SqliteJournalMode, SqliteSynchronous},
};

use crate::{
    SqlStore,
    error::{OrStoreError, StoreFailure},
};

/// How many connections to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tuning {
    /// PostgreSQL: connections for writing, and as many for reading. SQLite writes through one and
    /// reads through up to four.
    pub connections: u32,
}

impl Default for Tuning {
    fn default() -> Self {
        Self { connections: 16 }
    }
}

/// An open database.
#[derive(Debug, Clone)]
pub struct Database {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
}

/// Opens a database by its address: `sqlite://path` or `postgres://…`.
pub async fn connect(url: &str, tuning: Tuning) -> Result<Database> {
    if url.starts_with("sqlite:") {
        connect_sqlite(url).await
    } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        connect_postgres(url, tuning).await
    } else {
        Err(Error::internal(StoreFailure::new("the address must start with sqlite:// or postgres://")))
    }
}

impl Database {
    /// The store on this database.
    pub fn store(&self) -> SqlStore {
        SqlStore::new(self.writer.clone(), self.reader.clone())
    }

    /// The writing connection, for migrations.
    pub const fn connection(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Whether the database is an SQLite file.
    pub fn is_sqlite(&self) -> bool {
        self.writer.get_database_backend() == DbBackend::Sqlite
    }

    /// Asks the database for a sign of life.
    pub async fn ping(&self) -> Result<()> {
        self.reader.ping().await.or_store_error()
    }

    /// Closes all connections.
    pub async fn close(self) -> Result<()> {
        self.reader.close().await.or_store_error()?;
        self.writer.close().await.or_store_error()
    }
}

async fn connect_sqlite(url: &str) -> Result<Database> {
    let writer = open(sqlite_options(url, 1, false)).await?;
    let reader = open(sqlite_options(url, 4, true)).await?;
    check_sqlite(&writer).await?;
    check_sqlite(&reader).await?;
    Ok(Database { writer, reader })
}

fn sqlite_options(url: &str, connections: u32, read_only: bool) -> ConnectOptions {
    let mut options = pool_options(url, connections);
    options.idle_timeout(None::<Duration>).max_lifetime(None::<Duration>).map_sqlx_sqlite_opts(
        move |sqlite| {
            let sqlite = sqlite
                .create_if_missing(true)
                // Chosen before the first table: freed pages can be given back after a purge.
                .auto_vacuum(SqliteAutoVacuum::Incremental)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
                .statement_cache_capacity(256)
                .pragma("secure_delete", "ON")
                .pragma("temp_store", "memory")
                .pragma("mmap_size", "0")
                .pragma("cache_size", "-16384")
                .pragma("journal_size_limit", "67108864")
                .optimize_on_close(true, 400);
            if read_only { sqlite.pragma("query_only", "ON") } else { sqlite }
        },
    );
    options
}

/// Durability and hygiene are promises: a connection without them is refused. The pool applies the
/// same options to each connection it opens.
async fn check_sqlite(connection: &DatabaseConnection) -> Result<()> {
    let expected =
        [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("secure_delete", "1")];
    for (pragma, wanted) in expected {
        let statement = Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {pragma}"));
        let row = connection.query_one_raw(statement).await.or_store_error()?;
        let found = row.and_then(|row| {
            let number = row.try_get_by_index::<i64>(0).map(|n| n.to_string());
            number.or_else(|_| row.try_get_by_index::<String>(0)).ok()
        });
        if found.as_deref() != Some(wanted) {
            return Err(Error::internal(StoreFailure::new(format!("PRAGMA {pragma} is not {wanted}"))));
        }
    }
    Ok(())
}

async fn connect_postgres(url: &str, tuning: Tuning) -> Result<Database> {
    let writer = open(postgres_options(url, tuning.connections, false)).await?;
    let reader = open(postgres_options(url, tuning.connections, true)).await?;
    Ok(Database { writer, reader })
}

fn postgres_options(url: &str, connections: u32, read_only: bool) -> ConnectOptions {
    let mut options = pool_options(url, connections);
    options.map_sqlx_postgres_opts(move |postgres| {
        let postgres = postgres
            .application_name("benchdesk")
            .statement_cache_capacity(256)
            // A request that hangs gives its rows and its connection back.
            .options([("idle_in_transaction_session_timeout", "10s"), ("statement_timeout", "30s")])
            .options([("lock_timeout", "5s")]);
        if read_only {
            // One consistent state for each read, without a statement to ask for it.
            postgres.options([
                ("default_transaction_read_only", "on"),
                ("default_transaction_isolation", "repeatable read"),
            ])
        } else {
            postgres
        }
    });
    options
}

fn pool_options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .min_connections(1)
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(5))
        .test_before_acquire(false)
        // Statements carry values.
        .sqlx_logging(false);
    options
}

async fn open(options: ConnectOptions) -> Result<DatabaseConnection> {
    #[expect(clippy::disallowed_methods, reason = "the one place that opens connections")]
    sea_orm::Database::connect(options).await.or_store_error()
}
