//! Every stored column is in the data map or declared non-personal, on both engines.

use std::collections::BTreeSet;

use crate::secrets::places::is_typed;
use domain::privacy::{End, OnErasure, end_of, non_personal_columns, personal_columns, plan};
use kit::{Engine, TestDatabase};
use sea_orm::{ConnectionTrait, DatabaseConnection, QueryResult, Statement};

/// Table and column.
type Column = (String, String);

/// Tables that an engine keeps for itself.
const OF_THE_ENGINE: &str = "sqlite_";

fn column(table: &str, column: &str) -> Column {
    (table.to_owned(), column.to_owned())
}

/// What the data map says there is; each column once.
fn mapped() -> Vec<Column> {
    let personal = personal_columns().map(|entry| column(entry.table, entry.column));
    let other = non_personal_columns().map(|(table, name)| column(table, name));
    personal.chain(other).collect()
}

/// What is wrong with the map, in words.
fn differences(stored: &BTreeSet<Column>, mapped: &[Column]) -> Vec<String> {
    let say = |what: &str, (table, column): &Column| format!("{table}.{column} {what}");
    let known: BTreeSet<_> = mapped.iter().cloned().collect();
    let twice = mapped.iter().enumerate().filter(|(at, entry)| mapped[..*at].contains(entry));
    let unknown = stored.difference(&known).map(|entry| say("is stored and not mapped", entry));
    let stale = known.difference(stored).map(|entry| say("is mapped and not stored", entry));
    unknown.chain(stale).chain(twice.map(|(_, entry)| say("is mapped twice", entry))).collect()
}

async fn rows(db: &DatabaseConnection, sql: &str) -> Vec<QueryResult> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    db.query_all_raw(statement).await.expect("the schema can be read")
}

fn text(row: &QueryResult, at: usize) -> String {
    row.try_get_by_index(at).expect("a name is a text")
}

async fn columns_of_sqlite(db: &DatabaseConnection) -> BTreeSet<Column> {
    let mut columns = BTreeSet::new();
    for row in rows(db, "SELECT name, type FROM pragma_table_list WHERE schema = 'main'").await {
        let (table, kind) = (text(&row, 0), text(&row, 1));
        // What a full-text table is made of holds nothing that the table itself does not.
        if kind == "shadow" {
            continue;
        }
        if kind == "virtual" {
            columns.insert(column(&table, "id"));
        }
        let own = if kind == "virtual" { "WHERE hidden = 0" } else { "" };
        let listed = rows(db, &format!("SELECT name FROM pragma_table_xinfo('{table}') {own}")).await;
        columns.extend(listed.iter().map(|row| (table.clone(), text(row, 0))));
    }
    columns.retain(|(table, _)| !table.starts_with(OF_THE_ENGINE));
    columns
}

async fn columns_of_postgres(db: &DatabaseConnection) -> BTreeSet<Column> {
    let sql = "SELECT table_schema || '.' || table_name, column_name FROM information_schema.columns \
               WHERE table_schema NOT IN ('pg_catalog', 'information_schema')";
    let rows = rows(db, sql).await;
    rows.iter().map(|row| (text(row, 0).replace("public.", ""), text(row, 1))).collect()
}

async fn stored(engine: Engine) -> BTreeSet<Column> {
    let test = TestDatabase::create(engine).await;
    let database = test.connect().await;
    let columns = match engine {
        Engine::Sqlite => columns_of_sqlite(database.connection()).await,
        Engine::Postgres => columns_of_postgres(database.connection()).await,
    };
    database.close().await.unwrap();
    columns
}

#[tokio::test]
async fn every_column_of_sqlite_is_mapped() {
    assert_eq!(differences(&stored(Engine::Sqlite).await, &mapped()), [""; 0]);
}

#[tokio::test]
async fn every_column_of_postgres_is_mapped() {
    assert_eq!(differences(&stored(Engine::Postgres).await, &mapped()), [""; 0]);
}

#[tokio::test]
async fn both_engines_store_the_same_columns() {
    assert_eq!(stored(Engine::Sqlite).await, stored(Engine::Postgres).await);
}

/// PostgreSQL's own samples would keep what is deleted until it takes new ones. What a new column needs:
/// `without_statistics` in its migration.
#[tokio::test]
async fn postgres_takes_no_samples_of_what_people_type() {
    let test = TestDatabase::create(Engine::Postgres).await;
    let database = test.connect().await;
    let sampled = "SELECT table_name.relname::text, attname::text FROM pg_attribute \
                   JOIN pg_class table_name ON table_name.oid = attrelid AND table_name.relkind = 'r' \
                   WHERE attnum > 0 AND NOT attisdropped AND attstattarget <> 0 \
                   AND relnamespace = 'public'::regnamespace";
    let sampled = rows(database.connection(), sampled).await;
    let sampled: BTreeSet<_> = sampled.iter().map(|row| column(&text(row, 0), &text(row, 1))).collect();
    database.close().await.unwrap();
    let typed = personal_columns().filter(|entry| is_typed(entry.category));
    let typed: BTreeSet<_> = typed.map(|entry| column(entry.table, entry.column)).collect();
    assert_eq!(sampled.intersection(&typed).cloned().collect::<Vec<_>>(), []);
}

/// The real schema with one column more: what a migration without a thought of people would do.
#[tokio::test]
async fn a_new_column_is_noticed() {
    let test = TestDatabase::create(Engine::Sqlite).await;
    let database = test.connect().await;
    database.connection().execute_unprepared("ALTER TABLE account ADD COLUMN birthday text").await.unwrap();
    let stored = columns_of_sqlite(database.connection()).await;
    assert_eq!(differences(&stored, &mapped()), ["account.birthday is stored and not mapped"]);
    database.close().await.unwrap();
}

#[test]
fn an_erasure_ends_every_personal_column() {
    let personal: Vec<_> = personal_columns().map(|entry| column(entry.table, entry.column)).collect();
    let planned: BTreeSet<_> = plan().map(|(table, name, _)| column(table, name)).collect();
    assert_eq!(planned.len(), plan().count(), "a column is in the plan of erasures twice");
    // What a new column needs: a row in crates/domain/src/privacy/erasure/plan.rs.
    assert_eq!(
        differences(&personal.iter().cloned().collect(), &planned.into_iter().collect::<Vec<_>>()),
        [""; 0]
    );
    for entry in personal_columns().filter(|entry| entry.on_erasure == OnErasure::Delete) {
        let stays = matches!(end_of(entry.table, entry.column), Some(End::Stays(_)));
        let is_told =
            ["repair_quote_line.text"].contains(&format!("{}.{}", entry.table, entry.column).as_str());
        assert!(!stays || is_told, "{}.{} is to be deleted, and stays", entry.table, entry.column);
    }
}

#[test]
fn every_difference_is_named() {
    let stored = BTreeSet::from([column("account", "name"), column("account", "shoe_size")]);
    let mapped = [column("account", "name"), column("account", "fax"), column("account", "name")];
    assert_eq!(
        differences(&stored, &mapped),
        [
            "account.shoe_size is stored and not mapped",
            "account.fax is mapped and not stored",
            "account.name is mapped twice"
        ]
    );
}
