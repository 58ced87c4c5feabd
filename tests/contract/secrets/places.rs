//! Where a value could turn up.

use axum::http::{HeaderMap, StatusCode};
use domain::privacy::{Category, non_personal_columns, personal_columns};
use kit::{Engine, Reply, TestApp};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::Value;

/// A text that is searched.
pub struct Place {
    /// What it is.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// Every column that is declared to hold nothing that a person has typed.
pub async fn stored_elsewhere(app: &TestApp) -> Vec<Place> {
    let references = personal_columns().filter(|entry| !is_typed(entry.category));
    let references = references.map(|entry| (entry.table, entry.column));
    let others = non_personal_columns();
    let mut places = columns(app, references.chain(others)).await;
    places.push(object_names(app).await);
    places
}

/// What the folder of files tells by its names.
async fn object_names(app: &TestApp) -> Place {
    let found =
        app.objects.list(None, 1000, chrono::DateTime::UNIX_EPOCH).await.expect("objects can be listed");
    Place { name: "the names of objects".to_owned(), text: format!("{found:?}") }
}

/// Every column that is declared to hold what a person has typed.
pub async fn stored_on_purpose(app: &TestApp) -> Vec<Place> {
    let typed = personal_columns().filter(|entry| is_typed(entry.category));
    columns(app, typed.map(|entry| (entry.table, entry.column))).await
}

/// Whether people type what a column of this kind holds.
pub const fn is_typed(category: Category) -> bool {
    matches!(category, Category::Identity | Category::Contact | Category::Content | Category::Device)
}

async fn columns(app: &TestApp, names: impl Iterator<Item = (&'static str, &'static str)>) -> Vec<Place> {
    let database = app.database.connect().await;
    let mut places = Vec::new();
    for (table, name) in names {
        // SQLite's full-text tables have their id as any table has one that none was given.
        let is_full_text = app.database.engine() == Engine::Sqlite && table.starts_with("search_");
        let column = if is_full_text && name == "id" { "rowid" } else { name };
        let text = match app.database.engine() {
            Engine::Sqlite => format!("quote({column})"),
            Engine::Postgres => format!("{column}::text"),
        };
        let sql = format!("SELECT {text} FROM {table} WHERE {column} IS NOT NULL");
        let statement = Statement::from_string(database.connection().get_database_backend(), sql);
        let rows = database.connection().query_all_raw(statement).await.expect("a column can be read");
        let values = rows.iter().map(|row| row.try_get_by_index::<String>(0).expect("a value has a text"));
        let text = values.collect::<Vec<_>>().join("\n");
        places.push(Place { name: format!("{table}.{column}"), text });
    }
    database.close().await.unwrap();
    places
}

/// What was measured.
pub async fn metrics(app: &TestApp) -> Place {
    let scraped = app.visitor().get("/metrics").await.expect(200);
    let text = String::from_utf8(scraped.body).unwrap();
    assert!(text.contains("route=\"/api/v1/tickets/{ticket_id}\""), "nothing was measured: {text}");
    Place { name: "/metrics".to_owned(), text }
}

/// What an answer says beside what was asked for: an error says all of it, a success its headers.
pub fn of_answer(name: &str, reply: &Reply) -> Vec<Place> {
    let is_error = reply.status.is_client_error() || reply.status.is_server_error();
    let body = if is_error { String::from_utf8_lossy(&reply.body).into_owned() } else { String::new() };
    vec![
        Place { name: format!("the headers of {name}"), text: format!("{:?}", reply.headers) },
        Place { name: format!("the body of {name}"), text: body },
    ]
}

/// An error that repeats what it was sent.
pub fn answer_with(word: &str) -> Reply {
    let body = format!("{{\"detail\":\"{word} is not valid\"}}").into_bytes();
    Reply { status: StatusCode::BAD_REQUEST, headers: HeaderMap::default(), body, json: Value::Null }
}

async fn execute(app: &TestApp, sql: &str) {
    let database = app.database.connect().await;
    let done = database.connection().execute_unprepared(sql).await.expect("rows can be changed");
    assert!(done.rows_affected() > 0, "there is no row to change: {sql}");
    database.close().await.unwrap();
}

/// Puts a word into every row of a column.
pub async fn plant(app: &TestApp, table: &str, column: &str, word: &str) {
    let value = match (column.ends_with("hash"), app.database.engine()) {
        (false, _) => format!("'{word}'"),
        (true, Engine::Sqlite) => format!("CAST('{word}' AS BLOB)"),
        (true, Engine::Postgres) => format!("convert_to('{word}', 'UTF8')"),
    };
    execute(app, &format!("UPDATE {table} SET {column} = {value}")).await;
}
