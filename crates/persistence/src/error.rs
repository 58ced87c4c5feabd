//! Database errors become domain errors here, and lose everything that could hold a value: drivers
//! quote rows (PostgreSQL's `detail`) and parameters.

use std::{fmt, time::Duration};

use domain::Error;
use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

use crate::conn::{OVERDUE, SPOILED, WAITED};

/// What went wrong in the store, as a code without any value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoreFailure(String);

impl fmt::Display for StoreFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "store: {}", self.0)
    }
}

impl std::error::Error for StoreFailure {}

impl StoreFailure {
    pub(crate) fn new(code: impl Into<String>) -> Self {
        Self(code.into())
    }
}

/// How a failed statement is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Severity {
    /// A constraint said no: the transaction's own affair.
    Constraint,
    /// Another transaction is in the way.
    Contended,
    /// The database cannot work: connection lost, disk full, I/O error.
    Down,
    /// A defect of ours.
    Defect,
}

/// Classifies a failed statement.
pub(crate) fn severity(error: &DbErr) -> Severity {
    if error.sql_err().is_some() {
        return Severity::Constraint;
    }
    match sqlx_error(error) {
        Some(sqlx::Error::Database(e)) => match e.code().as_deref() {
            // PostgreSQL: lock not available, serialization failure, deadlock. SQLite: busy, locked.
            Some("55P03" | "40001" | "40P01" | "5" | "6" | "261" | "517") => Severity::Contended,
            Some(code) if is_down(code) => Severity::Down,
            _ => Severity::Defect,
        },
        Some(sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::ColumnNotFound(_)) => {
            Severity::Defect
        }
        Some(_) => Severity::Down,
        None => match error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Severity::Down,
            DbErr::Custom(text) if text == OVERDUE => Severity::Down,
            _ => Severity::Defect,
        },
    }
}

/// PostgreSQL classes 08 (connection), 53 (resources), 57 (operator intervention), 58 (I/O), and 25P03
/// (idle in a transaction for too long); SQLite primary codes 7 (no memory), 8 (read-only), 10 (I/O),
/// 11 (corrupt), 13 (full), 14 (cannot open), extended codes by their low byte.
fn is_down(code: &str) -> bool {
    let classes = ["08", "53", "57", "58", "25P03"];
    let postgres = code.len() == 5 && classes.iter().any(|class| code.starts_with(class));
    let sqlite =
        code.parse::<u32>().is_ok_and(|c| code.len() < 5 && [7, 8, 10, 11, 13, 14].contains(&(c & 0xff)));
    postgres || sqlite
}

/// The domain error for a failed statement that no rule of the domain explains.
pub(crate) fn store_error(error: &DbErr) -> Error {
    let code = code(error);
    match severity(error) {
        Severity::Contended | Severity::Down => unavailable(code),
        Severity::Constraint | Severity::Defect => Error::Internal(Box::new(StoreFailure(code))),
    }
}

/// The store cannot do it now.
pub(crate) fn unavailable(code: impl Into<String>) -> Error {
    Error::Unavailable { retry_after: Duration::from_secs(1), cause: Box::new(StoreFailure(code.into())) }
}

/// A stored value that no version of the domain has written.
pub(crate) fn inconsistent(table: &'static str, column: &'static str, id: impl fmt::Display) -> Error {
    Error::Internal(Box::new(StoreFailure(format!("unreadable {table}.{column} of {id}"))))
}

/// Whether a unique index on this column said no. PostgreSQL names the constraint, SQLite the
/// column.
pub(crate) fn is_taken(error: &DbErr, table: &str, column: &str) -> bool {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(text)) => {
            text.contains(&format!("{table}.{column}")) || text.contains(&format!("{table}_{column}_key"))
        }
        _ => false,
    }
}

/// The error that a row which waited gives to the statement that it goes with: no constraint that said no to
/// the row may be taken for one that says something of the statement.
pub(crate) fn of_waiting(error: DbErr) -> DbErr {
    match severity(&error) {
        Severity::Contended | Severity::Down => error,
        Severity::Constraint | Severity::Defect => DbErr::Custom(format!("{WAITED}{}", code(&error))),
    }
}

/// What went wrong, without any value.
pub(crate) fn code(error: &DbErr) -> String {
    if let Some(kind) = error.sql_err() {
        return match kind {
            SqlErr::UniqueConstraintViolation(_) => "unique constraint".to_owned(),
            SqlErr::ForeignKeyConstraintViolation(_) => "foreign key".to_owned(),
            _ => "constraint".to_owned(),
        };
    }
    match sqlx_error(error) {
        Some(sqlx::Error::Database(e)) => format!("database code {}", e.code().unwrap_or_default()),
        Some(sqlx::Error::Io(e)) => format!("connection: {}", e.kind()),
        Some(sqlx::Error::PoolTimedOut) => "no connection came free in time".to_owned(),
        Some(sqlx::Error::ColumnDecode { index, .. }) => format!("cannot decode column {index}"),
        Some(_) => "driver".to_owned(),
        None => match error {
            DbErr::ConnectionAcquire(_) => "no connection came free in time".to_owned(),
            DbErr::Custom(text) if text == OVERDUE || text == SPOILED || text.starts_with(WAITED) => {
                text.clone()
            }
            _ => "statement".to_owned(),
        },
    }
}

fn sqlx_error(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(e))
        | DbErr::Exec(RuntimeErr::SqlxError(e))
        | DbErr::Query(RuntimeErr::SqlxError(e)) => Some(e),
        _ => None,
    }
}

/// `?` on statements.
pub(crate) trait OrStoreError<T> {
    /// Turns a failed statement into a domain error.
    fn or_store_error(self) -> domain::Result<T>;
}

impl<T> OrStoreError<T> for Result<T, DbErr> {
    fn or_store_error(self) -> domain::Result<T> {
        self.map_err(|error| store_error(&error))
    }
}
