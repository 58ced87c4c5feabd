//! What each engine promises about connections and transactions.

use domain::{
    Result,
    job::{JobRequest, Work},
};
use kit::Engine;
use persistence::Tuning;
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement, TransactionTrait};
use tempfile::TempDir;

use crate::desk::Desk;

/// Both kinds of connections on both engines, as they were really opened.
async fn settings_of(connection: &impl ConnectionTrait, names: &[&str], word: &str) -> Vec<String> {
    let mut found = Vec::new();
    for name in names {
        let sql = format!("{word} {name}");
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        let row = connection.query_one_raw(statement).await.unwrap().expect("there is such a setting");
        let number = row.try_get_by_index::<i64>(0).map(|number| number.to_string());
        found.push(number.or_else(|_| row.try_get_by_index::<String>(0)).unwrap());
    }
    found
}

/// All connections of a pool at once: each transaction holds one.
async fn all_of(pool: &sea_orm::DatabaseConnection, count: usize) -> Vec<DatabaseTransaction> {
    let mut connections = Vec::new();
    for _ in 0..count {
        connections.push(pool.begin().await.expect("the pool has another connection"));
    }
    connections
}

#[tokio::test]
async fn every_sqlite_connection_is_durable_and_clean() {
    let desk = Desk::open(Engine::Sqlite).await;
    let names = ["journal_mode", "synchronous", "foreign_keys", "secure_delete", "auto_vacuum", "query_only"];
    let readers = all_of(desk.database.reader(), 4).await;
    for reader in &readers {
        assert_eq!(settings_of(reader, &names, "PRAGMA").await, ["wal", "2", "1", "1", "2", "1"]);
    }
    let fresh = kit::TestDatabase::create(Engine::Sqlite).await;
    let writer = fresh.connect().await;
    assert_eq!(settings_of(writer.connection(), &names, "PRAGMA").await, ["wal", "2", "1", "1", "2", "0"]);
}

#[tokio::test]
async fn sqlite_gathers_no_statistics_that_its_plans_could_follow() {
    let fresh = kit::TestDatabase::create(Engine::Sqlite).await;
    fresh.connect().await.close().await.unwrap();
    let again = fresh.connect().await;
    let gathered = "SELECT name FROM sqlite_schema WHERE name LIKE 'sqlite_stat%'";
    assert!(crate::desk::query(&again, gathered).await.is_empty());
}

#[tokio::test]
async fn every_postgres_connection_gives_up_in_time_and_readers_read_one_state() {
    let desk = Desk::tuned(Engine::Postgres, Tuning { connections: 3, ..Tuning::default() }).await;
    let names = [
        "lock_timeout",
        "statement_timeout",
        "idle_in_transaction_session_timeout",
        "transaction_read_only",
        "transaction_isolation",
    ];
    for reader in &all_of(desk.database.reader(), 3).await {
        let found = settings_of(reader, &names, "SHOW").await;
        assert_eq!(found, ["5s", "30s", "10s", "on", "repeatable read"]);
    }
    for writer in &all_of(desk.database.connection(), 3).await {
        let found = settings_of(writer, &names, "SHOW").await;
        assert_eq!(found, ["5s", "30s", "10s", "off", "read committed"]);
    }
}

#[tokio::test]
async fn a_database_that_cannot_be_durable_is_refused() {
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("benchdesk.db");
    // Neither memory nor a file system without shared memory has a write-ahead log.
    let addresses = ["sqlite::memory:".to_owned(), format!("sqlite://{}?vfs=unix-none", file.display())];
    for address in addresses {
        let refused = persistence::connect(&address, Tuning::default()).await.expect_err("it is refused");
        let cause = std::error::Error::source(&refused).expect("the error has a cause").to_string();
        assert_eq!(cause, "store: PRAGMA journal_mode is not wal", "{address}");
    }
}

/// Runs a body on both engines.
macro_rules! both {
    ($name:ident, |$desk:ident| $body:block) => {
        mod $name {
            use super::*;

            async fn body($desk: Desk) $body

            #[tokio::test]
            async fn sqlite() {
                body(Desk::open(Engine::Sqlite).await).await;
            }

            #[tokio::test]
            async fn postgres() {
                body(Desk::open(Engine::Postgres).await).await;
            }
        }
    };
}

async fn count_jobs(tx: &mut dyn domain::store::Tx) -> Result<u64> {
    Ok(tx.jobs().count().await?.pending)
}

both!(reads_do_not_wait_for_a_writer, |desk| {
    let mut writing = desk.store.begin().await.unwrap();
    desk.opens(&mut *writing, "being written").await.unwrap();
    // More reads than connections, one after the other.
    for _ in 0..40 {
        let mut reading = desk.store.read().await.unwrap();
        assert_eq!(count_jobs(&mut *reading).await.unwrap(), 0, "what is not committed is not seen");
    }
    writing.commit().await.expect("the turn has not run out meanwhile");
    let mut reading = desk.store.read().await.unwrap();
    assert_eq!(count_jobs(&mut *reading).await.unwrap(), 1);
});

both!(a_read_sees_one_state_from_begin_to_end, |desk| {
    let mut reading = desk.store.read().await.unwrap();
    assert_eq!(count_jobs(&mut *reading).await.unwrap(), 0);
    desk.clone().stores("written meanwhile".to_owned()).await.unwrap();
    assert_eq!(count_jobs(&mut *reading).await.unwrap(), 0);
    let mut later = desk.store.read().await.unwrap();
    assert_eq!(count_jobs(&mut *later).await.unwrap(), 1);
});

both!(a_read_cannot_write, |desk| {
    let mut reading = desk.store.read().await.unwrap();
    let job = JobRequest::now(&desk.cx(), Work::AdvanceTickets);
    assert!(reading.jobs().enqueue(job).await.is_err());
    assert!(reading.commit().await.is_err(), "nor pretend that it has");
    let mut later = desk.store.read().await.unwrap();
    assert_eq!(count_jobs(&mut *later).await.unwrap(), 0);
});

both!(a_failed_statement_ends_the_transaction, |desk| {
    let mut tx = desk.store.begin().await.unwrap();
    desk.opens(&mut *tx, "before").await.unwrap();
    assert!(desk.violates(&mut *tx).await.is_err());
    assert!(desk.opens(&mut *tx, "after").await.is_err(), "no statement is taken any more");
    assert!(tx.commit().await.is_err(), "what was half done is not committed");
    assert!(desk.subjects().await.is_empty());
    desk.clone().stores("next".to_owned()).await.unwrap();
    assert_eq!(desk.subjects().await, ["next"]);
});

both!(a_dropped_transaction_has_not_happened, |desk| {
    let mut tx = desk.store.begin().await.unwrap();
    desk.opens(&mut *tx, "dropped").await.unwrap();
    drop(tx);
    desk.clone().stores("kept".to_owned()).await.unwrap();
    assert_eq!(desk.subjects().await, ["kept"]);
});
