//! A database of each release is brought up to date: nothing is lost, and the API serves it.
//!
//! `released_1.*.sql` were written by the program of the first release (three migrations), `released_2.*.sql`
//! by the one of commit 6f4c4c2 (17 migrations), with invented people and something in every table. They
//! are never made anew: that is their point.

mod served;

use std::collections::BTreeMap;

use kit::{Engine, TestDatabase};
use persistence::Database;
use sea_orm::ConnectionTrait;

use crate::desk::query;

/// The history table grows; all others keep their rows.
const HISTORY: &str = "seaql_migrations";

/// Tables that FTS5 keeps for itself may be empty.
const INDEX: &str = "search_";

/// A release, as its program left a desk.
struct Release {
    sqlite: &'static str,
    postgres: &'static str,
    /// How many tables it had, beside those of the index.
    tables: usize,
}

const FIRST: Release = Release {
    sqlite: include_str!("released_1.sqlite.sql"),
    postgres: include_str!("released_1.postgres.sql"),
    tables: 12,
};
const SECOND: Release = Release {
    sqlite: include_str!("released_2.sqlite.sql"),
    postgres: include_str!("released_2.postgres.sql"),
    tables: 33,
};

async fn load(release: &Release, engine: Engine) -> TestDatabase {
    let files = TestDatabase::create_empty(engine).await;
    let dump = match engine {
        // Its tables stand in the order of their names, not of their references.
        Engine::Sqlite => {
            format!(
                "PRAGMA foreign_keys = OFF;{}PRAGMA foreign_keys = ON; PRAGMA foreign_key_check;",
                release.sqlite
            )
        }
        Engine::Postgres => release.postgres.to_owned(),
    };
    let database = files.connect().await;
    database.connection().execute_unprepared(&dump).await.expect("the dump can be loaded");
    database.close().await.unwrap();
    files
}

async fn texts(database: &Database, sql: &str) -> Vec<String> {
    let rows = query(database, sql).await;
    rows.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect()
}

/// Every table with its columns.
async fn schema(database: &Database) -> BTreeMap<String, Vec<String>> {
    let (tables, columns) = if database.is_sqlite() {
        (
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
            "SELECT name FROM pragma_table_info('{}')",
        )
    } else {
        (
            "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'",
            "SELECT column_name::text FROM information_schema.columns WHERE table_name = '{}'",
        )
    };
    let mut schema = BTreeMap::new();
    for table in texts(database, tables).await {
        let columns = texts(database, &columns.replace("{}", &table)).await;
        schema.insert(table, columns);
    }
    schema
}

/// Every row of these tables, with these columns only.
async fn content(
    database: &Database,
    schema: &BTreeMap<String, Vec<String>>,
) -> BTreeMap<String, Vec<String>> {
    let mut content = BTreeMap::new();
    for (table, columns) in schema {
        let shown = |column: &String| {
            if database.is_sqlite() {
                format!("quote({column})")
            } else {
                format!("coalesce({column}::text, 'NULL')")
            }
        };
        let row = columns.iter().map(shown).collect::<Vec<_>>().join(" || '|' || ");
        content
            .insert(table.clone(), texts(database, &format!("SELECT {row} FROM {table} ORDER BY 1")).await);
    }
    content
}

/// Of how many of these columns PostgreSQL keeps samples, after it had a look at all. SQLite takes none.
async fn samples(database: &Database, columns: &[&str]) -> usize {
    if database.is_sqlite() {
        return 0;
    }
    database.connection().execute_unprepared("ANALYZE").await.unwrap();
    let kept = "SELECT tablename || '.' || attname FROM pg_stats WHERE schemaname = 'public'";
    let kept = texts(database, kept).await;
    kept.iter().filter(|column| columns.contains(&column.as_str())).count()
}

async fn loses_nothing(release: &Release, engine: Engine) -> TestDatabase {
    let files = load(release, engine).await;
    let database = files.connect().await;
    let schema = schema(&database).await;
    let mut before = content(&database, &schema).await;
    let of_desk: Vec<_> = before.iter().filter(|(table, _)| !table.starts_with(INDEX)).collect();
    for (table, rows) in &of_desk {
        assert!(!rows.is_empty(), "{table} is empty: the dump says nothing of it");
    }
    assert_eq!(of_desk.len(), release.tables);
    let typed = ["message.body", "ticket.subject", "account.email"];
    assert!(engine == Engine::Sqlite || samples(&database, &typed).await == 3, "nothing was sampled");
    let pending = migrations::pending(database.connection()).await.unwrap();
    assert_eq!(migrations::apply(database.connection()).await.unwrap(), pending);
    let mut after = content(&database, &schema).await;
    let (old, new) = (before.remove(HISTORY).unwrap(), after.remove(HISTORY).unwrap());
    assert_eq!(new.len(), old.len() + pending);
    assert_eq!(before, after);
    assert_eq!(samples(&database, &typed).await, 0);
    database.close().await.unwrap();
    files
}

#[tokio::test]
async fn the_first_release_on_sqlite_is_brought_up_to_date() {
    served::first(loses_nothing(&FIRST, Engine::Sqlite).await).await;
}

#[tokio::test]
async fn the_first_release_on_postgres_is_brought_up_to_date() {
    served::first(loses_nothing(&FIRST, Engine::Postgres).await).await;
}

#[tokio::test]
async fn the_second_release_on_sqlite_is_brought_up_to_date() {
    served::second(loses_nothing(&SECOND, Engine::Sqlite).await).await;
}

#[tokio::test]
async fn the_second_release_on_postgres_is_brought_up_to_date() {
    served::second(loses_nothing(&SECOND, Engine::Postgres).await).await;
}

/// What follows from a purchase on a leap day ends on the last of February, on both engines.
async fn a_leap_day_has_its_years(engine: Engine) {
    let files = load(&SECOND, engine).await;
    let database = files.connect().await;
    let bought = "UPDATE device SET purchased_on = '2024-02-29'";
    database.connection().execute_unprepared(bought).await.unwrap();
    migrations::apply(database.connection()).await.unwrap();
    let ends = "SELECT CAST(ends_on AS TEXT) FROM coverage_entry WHERE starts_on = '2024-02-29'";
    let ends = texts(&database, ends).await;
    assert!(!ends.is_empty());
    assert!(ends.iter().all(|day| day == "2026-02-28"), "{ends:?}");
    database.close().await.unwrap();
}

#[tokio::test]
async fn a_leap_day_has_its_years_on_sqlite() {
    a_leap_day_has_its_years(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_leap_day_has_its_years_on_postgres() {
    a_leap_day_has_its_years(Engine::Postgres).await;
}
