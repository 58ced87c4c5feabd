//! A database of the last release is brought up to date: nothing is lost, and the API serves it.
//!
//! `released_1.*.sql` were written by the program of the first release (three migrations), with invented
//! people and something in every table. They are never made anew: that is their point.

use std::collections::BTreeMap;

use axum::http::Method;
use kit::{Engine, TestApp, TestDatabase};
use persistence::Database;
use sea_orm::ConnectionTrait;

use crate::desk::query;

/// The history table grows; all others keep their rows.
const HISTORY: &str = "seaql_migrations";

/// The request that made the ticket, to the byte.
const SENT_BEFORE: &str =
    r#"{"subject": "From the last release", "body": "Fader 3 jams \u2014 since Monday."}"#;

async fn released(engine: Engine) -> TestDatabase {
    let files = TestDatabase::create_empty(engine).await;
    let dump = match engine {
        // Its tables stand in the order of their names, not of their references.
        Engine::Sqlite => concat!(
            "PRAGMA foreign_keys = OFF;",
            include_str!("released_1.sqlite.sql"),
            "PRAGMA foreign_keys = ON; PRAGMA foreign_key_check;"
        ),
        Engine::Postgres => include_str!("released_1.postgres.sql"),
    };
    let database = files.connect().await;
    database.connection().execute_unprepared(dump).await.expect("the dump can be loaded");
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

async fn loses_nothing(engine: Engine) {
    let files = released(engine).await;
    let database = files.connect().await;
    let schema = schema(&database).await;
    let mut before = content(&database, &schema).await;
    for (table, rows) in &before {
        assert!(!rows.is_empty(), "{table} is empty: the dump says nothing of it");
    }
    assert_eq!(before.len(), 12);
    let pending = migrations::pending(database.connection()).await.unwrap();
    assert_eq!(migrations::apply(database.connection()).await.unwrap(), pending);
    assert!(pending > 0, "nothing has been added since the release");
    let mut after = content(&database, &schema).await;
    let (old, new) = (before.remove(HISTORY).unwrap(), after.remove(HISTORY).unwrap());
    assert_eq!(new.len(), old.len() + pending);
    assert_eq!(before, after);
    database.close().await.unwrap();
    is_served(files).await;
}

/// Its people sign in with their passwords, find their tickets, and go on.
async fn is_served(files: TestDatabase) {
    let app = TestApp::on(files).await;
    let ulla = app.sign_in("ulla@example.org").await;
    let tickets = ulla.get("/api/v1/tickets").await.expect(200).json;
    let subjects: Vec<_> = tickets["items"].as_array().unwrap().iter().map(|t| &t["subject"]).collect();
    assert_eq!(subjects.len(), 2);
    let ticket =
        tickets["items"].as_array().unwrap().iter().find(|t| t["subject"] == "From the last release");
    let ticket = ticket.expect("the ticket is there").clone();
    let messages = format!("/api/v1/tickets/{}/messages", ticket["id"].as_str().unwrap());
    let said = ulla.get(&messages).await.expect(200).json;
    let bodies: Vec<_> =
        said["items"].as_array().unwrap().iter().map(|m| m["body"].as_str().unwrap()).collect();
    assert_eq!(bodies.len(), 3, "the note is not the customer's: {bodies:?}");
    assert_eq!(bodies[0], "Fader 3 jams — since Monday.");

    let ada = app.sign_in("ada@desk.example.org").await;
    let queue = ada.get("/api/v1/tickets?limit=100").await.expect(200).json;
    assert_eq!(queue["items"].as_array().unwrap().len(), 14);
    let history = format!("/api/v1/tickets/{}/events", ticket["id"].as_str().unwrap());
    assert!(ada.get(&history).await.expect(200).json["items"].as_array().unwrap().len() >= 5);

    // The last release's key still counts as used; the queue goes on; the customer, too.
    let client = ulla.client().with("idempotency-key", "upgrade-1").with("content-type", "application/json");
    let replayed = client.send(Method::POST, "/api/v1/tickets", SENT_BEFORE).await.expect(201);
    assert_eq!(replayed.json["id"], ticket["id"]);
    ulla.replies(&ticket, "Has it arrived?").await;
    app.run_jobs().await;
    assert!(!app.mailbox.take().is_empty(), "what waited is sent");
    let mut tx = app.store.begin().await.unwrap();
    tx.jobs().remove_dead(app.now() + chrono::Duration::days(1), 10).await.unwrap();
    tx.commit().await.unwrap();
    app.finish().await;
}

#[tokio::test]
async fn the_last_release_on_sqlite_is_brought_up_to_date() {
    loses_nothing(Engine::Sqlite).await;
}

#[tokio::test]
async fn the_last_release_on_postgres_is_brought_up_to_date() {
    loses_nothing(Engine::Postgres).await;
}
