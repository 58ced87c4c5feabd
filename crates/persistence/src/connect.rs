//! Connections, tuned for each engine.

use std::time::Duration;

use domain::{Error, Result};
use sea_orm::{ConnectOptions, DatabaseConnection, DbBackend, Statement};

use crate::{
    SqlStore,
    error::{OrStoreError, StoreFailure},
    sqlite::{self, Purpose},
};

/// How much to hold and to allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tuning {
    /// PostgreSQL: connections for writing, and as many for reading. SQLite writes through one and
    /// reads through up to four.
    pub connections: u32,
    /// SQLite: how long a write transaction may stay open before the writer goes on without it.
    pub turn: Duration,
}

impl Default for Tuning {
    fn default() -> Self {
        Self { connections: 16, turn: Duration::from_secs(5) }
    }
}

/// An open database.
#[derive(Debug, Clone)]
pub struct Database {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
    turn: Duration,
}

/// Opens a database by its address: `sqlite://path` or `postgres://…`.
pub async fn connect(url: &str, tuning: Tuning) -> Result<Database> {
    if url.starts_with("sqlite:") {
        connect_sqlite(url, tuning, Purpose::Write).await
    } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        connect_postgres(url, tuning).await
    } else {
        Err(Error::internal(StoreFailure::new("the address must start with sqlite:// or postgres://")))
    }
}

/// Opens an SQLite file by its address to look at it or copy it, beside a server that writes as fast as it can.
pub async fn connect_to_copy(url: &str) -> Result<Database> {
    connect_sqlite(url, Tuning::default(), Purpose::Copy).await
}

impl Database {
    /// The store on this database.
    pub fn store(&self) -> SqlStore {
        SqlStore::new(self.writer.clone(), self.reader.clone(), self.turn)
    }

    /// The writing connection, for migrations.
    pub const fn connection(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// The reading connections, to look at what the store does not show.
    pub const fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Whether the database is an SQLite file.
    pub fn is_sqlite(&self) -> bool {
        self.writer.get_database_backend() == DbBackend::Sqlite
    }

    /// A statement in the engine's own words.
    pub(crate) fn statement(&self, sql: &str) -> Statement {
        Statement::from_string(self.writer.get_database_backend(), sql)
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

async fn connect_sqlite(url: &str, tuning: Tuning, writer: Purpose) -> Result<Database> {
    sqlite::check(url).await?;
    let writer = open(sqlite::tune(pool_options(url, 1), writer)).await?;
    let reader = open(sqlite::tune(pool_options(url, 4), Purpose::Read)).await?;
    Ok(Database { writer, reader, turn: tuning.turn })
}

async fn connect_postgres(url: &str, tuning: Tuning) -> Result<Database> {
    let writer = open(postgres_options(url, tuning.connections, false)).await?;
    let reader = open(postgres_options(url, tuning.connections, true)).await?;
    Ok(Database { writer, reader, turn: tuning.turn })
}

fn postgres_options(url: &str, connections: u32, read_only: bool) -> ConnectOptions {
    let mut options = pool_options(url, connections);
    options.map_sqlx_postgres_opts(move |postgres| {
        let postgres = postgres
            .application_name("benchdesk")
            .statement_cache_capacity(256)
            // A request that hangs gives its rows and its connection back.
            .options([("idle_in_transaction_session_timeout", "10s"), ("statement_timeout", "30s")])
            .options([("lock_timeout", "5s")])
            // An answer means "on disk", whatever the server's default is.
            .options([("synchronous_commit", "on")]);
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
