//! The connection that repositories write their statements to: one open transaction that can be
//! taken away when it is overdue.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use tokio::sync::Mutex;

use crate::error::{Severity, severity};

/// The text of the error that a taken-away transaction answers with.
pub(crate) const OVERDUE: &str = "the transaction was overdue";

/// A transaction in use. Clones share it.
#[derive(Clone)]
pub(crate) struct Conn {
    transaction: Arc<Mutex<Option<DatabaseTransaction>>>,
    backend: DbBackend,
    broken: Arc<AtomicBool>,
    writes: bool,
}

impl Conn {
    pub(crate) fn new(transaction: DatabaseTransaction, writes: bool) -> Self {
        let backend = transaction.get_database_backend();
        Self { transaction: Arc::new(Mutex::new(Some(transaction))), backend, broken: Arc::default(), writes }
    }

    /// Takes the transaction out, to end it. Waits for a running statement.
    pub(crate) async fn take(&self) -> Option<DatabaseTransaction> {
        self.transaction.lock().await.take()
    }

    /// Whether a statement failed in a way that may have ended the whole transaction.
    pub(crate) fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Relaxed)
    }

    /// Whether rows that are read are about to be written: they are locked where the engine has
    /// row locks.
    pub(crate) const fn writes(&self) -> bool {
        self.writes
    }

    fn note<T>(&self, result: Result<T, DbErr>) -> Result<T, DbErr> {
        if let Err(error) = &result
            && severity(error) != Severity::Constraint
        {
            self.broken.store(true, Ordering::Relaxed);
        }
        result
    }
}

fn overdue() -> DbErr {
    DbErr::Custom(OVERDUE.to_owned())
}

#[async_trait]
impl ConnectionTrait for Conn {
    fn get_database_backend(&self) -> DbBackend {
        self.backend
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let transaction = self.transaction.lock().await;
        self.note(transaction.as_ref().ok_or_else(overdue)?.execute_raw(statement).await)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let transaction = self.transaction.lock().await;
        self.note(transaction.as_ref().ok_or_else(overdue)?.execute_unprepared(sql).await)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let transaction = self.transaction.lock().await;
        self.note(transaction.as_ref().ok_or_else(overdue)?.query_one_raw(statement).await)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let transaction = self.transaction.lock().await;
        self.note(transaction.as_ref().ok_or_else(overdue)?.query_all_raw(statement).await)
    }
}
