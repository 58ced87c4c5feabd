//! The schema's history, once for both engines. Each migration runs in a transaction, names tables
//! and columns by text (never by entity: history must not change when entities do), and keeps to
//! the column types that mean the same on SQLite and PostgreSQL.

use sea_orm_migration::prelude::*;

mod columns;
mod m20261122_000001_identity;
mod m20261122_000002_ticket;
mod m20261122_000003_job;

/// Runs the schema's history.
struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_identity::Migration),
            Box::new(m20261122_000002_ticket::Migration),
            Box::new(m20261122_000003_job::Migration),
        ]
    }
}

/// Applies what is pending and returns how many that were.
pub async fn apply(db: &sea_orm_migration::sea_orm::DatabaseConnection) -> Result<usize, DbErr> {
    let pending = Migrator::get_pending_migrations(db).await?.len();
    Migrator::up(db, None).await?;
    Ok(pending)
}

/// How many migrations are pending; changes nothing.
pub async fn pending(db: &sea_orm_migration::sea_orm::DatabaseConnection) -> Result<usize, DbErr> {
    Ok(Migrator::get_pending_migrations_read_only(db).await?.len())
}
