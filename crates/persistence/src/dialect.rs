//! What the engines say differently in statements.

use domain::{Result, clock::Timestamp};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, QueryFilter, QuerySelect,
    QueryTrait, Select, Statement, Value,
    sea_query::{LockBehavior, LockType, SelectStatement},
};

use crate::{conn::Conn, error::OrStoreError, waiting::Row};

macro_rules! last_position {
    () => {
        "SELECT coalesce(max(position), 0) FROM ticket_event"
    };
}

/// Locks the rows that a write transaction reads, so that what it decides on stays true.
/// SQLite has one writer at a time and needs no row locks.
pub(crate) fn lock_if_writing<E: EntityTrait>(select: Select<E>, conn: &Conn) -> Select<E> {
    if conn.writes() && conn.get_database_backend() == DbBackend::Postgres {
        select.lock(LockType::Update)
    } else {
        select
    }
}

/// As [`lock_if_writing`], and nobody waits who only refers to the row: an account's own requests refer to it (the
/// claim of an idempotency key does) before they lock it, and two of them at once would wait for each other.
pub(crate) fn hold_if_writing<E: EntityTrait>(select: Select<E>, conn: &Conn) -> Select<E> {
    if conn.writes() && conn.get_database_backend() == DbBackend::Postgres {
        select.lock(LockType::NoKeyUpdate)
    } else {
        select
    }
}

/// Keeps the rows that a write transaction reads as they are until it ends; others may do the same.
pub(crate) fn share_if_writing<E: EntityTrait>(select: Select<E>, conn: &Conn) -> Select<E> {
    if conn.writes() && conn.get_database_backend() == DbBackend::Postgres {
        select.lock(LockType::Share)
    } else {
        select
    }
}

/// As [`share_if_writing`], for a statement that is put together.
pub(crate) fn share_selected_if_writing(select: &mut SelectStatement, conn: &Conn) {
    if conn.writes() && conn.get_database_backend() == DbBackend::Postgres {
        select.lock(LockType::Share);
    }
}

/// As [`lock_if_writing`], of the rows that nobody else has locked: for work that comes round again.
pub(crate) fn lock_free_if_writing<E: EntityTrait>(select: Select<E>, conn: &Conn) -> Select<E> {
    if conn.writes() && conn.get_database_backend() == DbBackend::Postgres {
        select.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
    } else {
        select
    }
}

/// Takes only rows that nobody else is taking.
pub(crate) fn skip_locked(select: &mut SelectStatement, conn: &Conn) {
    if conn.get_database_backend() == DbBackend::Postgres {
        select.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
}

/// The end of a written-out SELECT that locks the rows of its tables, as [`lock_if_writing`] does.
pub(crate) fn lock_all_if_writing(conn: &Conn) -> &'static str {
    let locks = conn.writes() && conn.get_database_backend() == DbBackend::Postgres;
    if locks { " FOR UPDATE" } else { "" }
}

/// Lets one transaction at a time begin or renew what the desk has one of, also before there is a row to lock.
pub(crate) async fn lock_instance(conn: &Conn) -> Result<()> {
    in_postgres(conn, "LOCK TABLE instance IN SHARE ROW EXCLUSIVE MODE").await
}

/// What each engine numbers the rows of every table by, whatever their key is.
pub(crate) fn row_number(conn: &Conn) -> &'static str {
    if conn.get_database_backend() == DbBackend::Postgres { "ctid" } else { "rowid" }
}

/// After many rows at once. SQLite plans without statistics: docs/adr/0160.
pub(crate) async fn gather_statistics(db: &DatabaseConnection) -> Result<()> {
    if db.get_database_backend() == DbBackend::Postgres {
        db.execute_unprepared("ANALYZE").await.or_store_error()?;
    }
    Ok(())
}

/// Remembers which rows are locked. A writer of SQLite is alone and has no locks to give back.
pub(crate) async fn mark_locks(conn: &Conn) -> Result<()> {
    in_postgres(conn, "SAVEPOINT locks").await
}

/// Gives back the locks taken since they were marked.
pub(crate) async fn release_locks(conn: &Conn) -> Result<()> {
    in_postgres(conn, "ROLLBACK TO SAVEPOINT locks").await
}

async fn in_postgres(conn: &Conn, sql: &str) -> Result<()> {
    if conn.get_database_backend() == DbBackend::Postgres {
        conn.execute_unprepared(sql).await.or_store_error()?;
    }
    Ok(())
}

/// A statement that both engines read alike; its values stand at `$1`, `$2` and so on.
pub(crate) fn statement<const N: usize>(conn: &Conn, sql: &str, values: [Value; N]) -> Statement {
    Statement::from_sql_and_values(conn.get_database_backend(), sql, values)
}

/// How many values a statement has.
pub(crate) fn values_of(conn: &Conn, select: &SelectStatement) -> usize {
    conn.get_database_backend().build(select).values.map_or(0, |values| values.0.len())
}

/// Ids of rows of which one is made, as hexadecimal numbers with spaces between them.
pub(crate) fn ids_in_one(conn: &Conn, column: &str) -> String {
    match conn.get_database_backend() {
        DbBackend::Postgres => format!("string_agg({column}::text, ' ')"),
        _ => format!("group_concat(hex({column}), ' ')"),
    }
}

/// The engine's name and version.
pub(crate) async fn engine(conn: &Conn) -> Result<(&'static str, String)> {
    let (name, sql) = match conn.get_database_backend() {
        DbBackend::Sqlite => ("sqlite", "SELECT sqlite_version()"),
        _ => ("postgresql", "SELECT current_setting('server_version')"),
    };
    let statement = Statement::from_string(conn.get_database_backend(), sql);
    let row = conn.query_one_raw(statement).await.or_store_error()?;
    let version = row.map(|row| row.try_get_by_index(0)).transpose().or_store_error()?;
    Ok((name, version.unwrap_or_default()))
}

/// Deletes up to `limit` of the selected rows of one table: neither engine's builder has a limit
/// on DELETE.
pub(crate) async fn delete_some<E, C>(conn: &Conn, select_ids: Select<E>, id: C, limit: u64) -> Result<u64>
where
    E: EntityTrait,
    C: ColumnTrait,
{
    let ids = select_ids.limit(limit).into_query();
    let delete = E::delete_many().filter(id.in_subquery(ids));
    Ok(delete.exec(conn).await.or_store_error()?.rows_affected)
}

/// With the position in the feed of what this transaction records at this time. PostgreSQL gives it by itself,
/// by the transaction's id. SQLite has one writer: it counts on, and at least with the time, so that no
/// position comes again when the newest rows are gone.
pub(crate) fn with_next_position(conn: &Conn, row: Row, at: Timestamp) -> Row {
    if conn.get_database_backend() == DbBackend::Postgres {
        return row;
    }
    row.with("position", at.timestamp_micros(), concat!("max(?, 1 + (", last_position!(), "))"))
}

/// The last position at which, and before which, nothing will appear any more. On PostgreSQL transactions
/// end in another order than they begin: what began behind one that still runs has to wait for it.
pub(crate) async fn settled_position(conn: &Conn) -> Result<i64> {
    let settled = match conn.get_database_backend() {
        DbBackend::Sqlite => last_position!(),
        _ => "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1",
    };
    number(conn, settled).await
}

async fn number(conn: &Conn, sql: &'static str) -> Result<i64> {
    let statement = Statement::from_string(conn.get_database_backend(), sql);
    let row = conn.query_one_raw(statement).await.or_store_error()?;
    let number = row.map(|row| row.try_get_by_index(0)).transpose().or_store_error()?;
    Ok(number.unwrap_or_default())
}

/// How many connections are open, and how many of them are idle.
pub(crate) fn pool_size(connection: &DatabaseConnection) -> (u32, usize) {
    if connection.get_database_backend() == DbBackend::Postgres {
        let pool = connection.get_postgres_connection_pool();
        (pool.size(), pool.num_idle())
    } else {
        let pool = connection.get_sqlite_connection_pool();
        (pool.size(), pool.num_idle())
    }
}
