//! The connection that repositories write their statements to: one open transaction that can be
//! taken away when it is overdue, or, for single reads, none.

use std::sync::{
    Arc, Mutex as SyncMutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseExecutor, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, Statement,
};
use tokio::sync::{Mutex, MutexGuard};

use crate::{
    error::of_waiting,
    measure,
    waiting::{Deletion, Row, Waiting},
};

/// The text of the error that a taken-away transaction answers with.
pub(crate) const OVERDUE: &str = "the transaction was overdue";
/// The text of the error that a transaction answers with after a statement that did not end well.
pub(crate) const SPOILED: &str = "an earlier statement of the transaction failed";

/// How the text of the error begins that a row has which could not be stored when its time came.
pub(crate) const WAITED: &str = "of a row that waited: ";
/// The text of the error that one answers with that only reads.
const READS: &str = "nothing is stored where one reads";

/// A transaction in use. Clones share it.
///
/// A statement that fails, or whose caller goes away before its end, spoils the transaction: it takes
/// no more statements and cannot be committed. PostgreSQL rules so by itself, and answers a `COMMIT`
/// with a silent rollback; SQLite would go on, some errors having ended the transaction.
#[derive(Clone)]
pub(crate) struct Conn {
    target: Target,
    backend: DbBackend,
    spoiled: Arc<AtomicBool>,
    writes: bool,
    /// What goes with the next statement, or with the commit.
    waiting: Arc<SyncMutex<Waiting>>,
}

/// Where statements go.
#[derive(Clone)]
enum Target {
    Transaction(Arc<Mutex<Option<DatabaseTransaction>>>),
    /// Each statement for itself: nothing that could be spoiled or overdue.
    Pool(DatabaseConnection),
}

impl Conn {
    pub(crate) fn new(transaction: DatabaseTransaction, writes: bool) -> Self {
        let backend = transaction.get_database_backend();
        Self {
            target: Target::Transaction(Arc::new(Mutex::new(Some(transaction)))),
            backend,
            spoiled: Arc::default(),
            writes,
            waiting: Arc::default(),
        }
    }

    /// For reads that need not see one state.
    pub(crate) fn without_transaction(pool: DatabaseConnection) -> Self {
        let backend = pool.get_database_backend();
        Self {
            target: Target::Pool(pool),
            backend,
            spoiled: Arc::default(),
            writes: false,
            waiting: Arc::default(),
        }
    }

    /// Stores rows before anything else is asked, at the latest with the commit: all that wait take one way
    /// to the database. For rows that nothing is decided by: one that cannot be stored fails what comes next.
    pub(crate) fn store_later(&self, rows: impl IntoIterator<Item = Row>) -> Result<(), DbErr> {
        self.wait(|waiting| rows.into_iter().for_each(|row| waiting.add(row)))
    }

    /// Deletes rows when those are stored that wait, after those that were to be deleted before.
    pub(crate) fn delete_later(&self, deletion: Deletion) -> Result<(), DbErr> {
        self.wait(|waiting| waiting.delete(deletion))
    }

    fn wait(&self, with: impl FnOnce(&mut Waiting)) -> Result<(), DbErr> {
        if !self.writes {
            self.spoiled.store(true, Ordering::Relaxed);
            return Err(DbErr::Custom(READS.to_owned()));
        }
        with(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(())
    }

    /// Stores what waits.
    pub(crate) async fn store_waiting(&self) -> Result<(), DbErr> {
        self.run().await?.end(Ok(()))
    }

    /// Takes the transaction out, to end it. Waits for a running statement.
    pub(crate) async fn take(&self) -> Option<DatabaseTransaction> {
        match &self.target {
            Target::Transaction(transaction) => transaction.lock().await.take(),
            Target::Pool(_) => None,
        }
    }

    /// Whether a statement did not end well.
    pub(crate) fn is_spoiled(&self) -> bool {
        self.spoiled.load(Ordering::Relaxed)
    }

    /// Whether rows that are read are about to be written: they are locked where the engine has
    /// row locks.
    pub(crate) const fn writes(&self) -> bool {
        self.writes
    }

    async fn begin_statement(&self) -> Result<Running<'_>, DbErr> {
        let running = self.run().await?;
        measure::asked();
        Ok(running)
    }

    async fn run(&self) -> Result<Running<'_>, DbErr> {
        let transaction = match &self.target {
            Target::Transaction(transaction) => transaction,
            Target::Pool(pool) => return Ok(Running::Alone(pool)),
        };
        let guard = transaction.lock().await;
        if guard.is_some() && self.spoiled.swap(true, Ordering::Relaxed) {
            return Err(DbErr::Custom(SPOILED.to_owned()));
        }
        let running = Running::InTransaction { guard, spoiled: &self.spoiled };
        let waiting = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        for rows in waiting.statements(self.backend) {
            measure::asked();
            running.target()?.execute_raw(rows).await.map_err(of_waiting)?;
        }
        Ok(running)
    }
}

/// A running statement. In a transaction it counts as failed until [`Running::end`] says otherwise.
enum Running<'c> {
    InTransaction { guard: MutexGuard<'c, Option<DatabaseTransaction>>, spoiled: &'c AtomicBool },
    Alone(&'c DatabaseConnection),
}

impl Running<'_> {
    fn target(&self) -> Result<DatabaseExecutor<'_>, DbErr> {
        match self {
            Self::InTransaction { guard, .. } => {
                let transaction = guard.as_ref().ok_or_else(|| DbErr::Custom(OVERDUE.to_owned()))?;
                Ok(DatabaseExecutor::Transaction(transaction))
            }
            Self::Alone(pool) => Ok(DatabaseExecutor::Connection(pool)),
        }
    }

    fn end<T>(self, result: Result<T, DbErr>) -> Result<T, DbErr> {
        if let Self::InTransaction { spoiled, .. } = &self {
            spoiled.store(result.is_err(), Ordering::Relaxed);
        }
        result
    }
}

#[async_trait]
impl ConnectionTrait for Conn {
    fn get_database_backend(&self) -> DbBackend {
        self.backend
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let running = self.begin_statement().await?;
        let result = running.target()?.execute_raw(statement).await;
        running.end(result)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let running = self.begin_statement().await?;
        let result = running.target()?.execute_unprepared(sql).await;
        running.end(result)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let running = self.begin_statement().await?;
        let result = running.target()?.query_one_raw(statement).await;
        running.end(result)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let running = self.begin_statement().await?;
        let result = running.target()?.query_all_raw(statement).await;
        running.end(result)
    }
}
