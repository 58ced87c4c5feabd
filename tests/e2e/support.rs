//! What several topics ask of the desk.

use axum::http::{HeaderName, header};
use chrono::Duration;
use kit::{Person, Reply, TestApp};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

/// What an answer is compared by: status, headers, body.
pub(crate) type Comparable = (u16, Vec<(String, String)>, String);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// An answer without what names its request and counts the attempts so far: all that callers could tell two answers apart by.
pub(crate) fn comparable(reply: &Reply) -> Comparable {
    let id = reply.header(REQUEST_ID.as_str()).unwrap();
    let named = |name: &HeaderName| *name == REQUEST_ID || *name == header::DATE || *name == "ratelimit";
    let kept = reply.headers.iter().filter(|(name, _)| !named(name));
    let headers = kept.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    let body = String::from_utf8(reply.body.clone()).unwrap().replace(&id, "-");
    (reply.status.as_u16(), headers.collect(), body)
}

/// All of an answer as text, headers included.
pub(crate) fn text_of(reply: &Reply) -> String {
    format!("{:?}\n{}", reply.headers, String::from_utf8_lossy(&reply.body))
}

/// How many jobs wait.
pub(crate) async fn waiting_jobs(app: &TestApp) -> u64 {
    app.store.read().await.unwrap().jobs().count().await.unwrap().pending
}

/// How many rows a table has.
pub(crate) async fn rows(app: &TestApp, table: &str) -> i64 {
    let database = app.database.connect().await;
    let count = format!("SELECT count(*) FROM {table}");
    let statement = sea_orm::Statement::from_string(database.connection().get_database_backend(), count);
    let row = database.connection().query_one_raw(statement).await.unwrap().unwrap();
    let count = row.try_get_by_index(0).unwrap();
    database.close().await.unwrap();
    count
}

/// Makes the rows what an earlier release has left, and brings them up to date by a migration that changes rows only.
pub(crate) async fn upgrade_again(app: &TestApp, migration: &str, earlier: &[&str]) {
    let database = app.database.connect().await;
    let forgotten = format!("DELETE FROM seaql_migrations WHERE version = '{migration}'");
    for sql in earlier.iter().copied().chain([forgotten.as_str()]) {
        database.connection().execute_unprepared(sql).await.unwrap();
    }
    assert_eq!(migrations::apply(database.connection()).await.unwrap(), 1);
    database.close().await.unwrap();
}

/// Lets time pass, and the desk do by itself what is due then.
pub(crate) async fn time_passes(app: &TestApp, time: Duration) {
    app.worker.tick().await.unwrap();
    app.run_jobs().await;
    app.pass(time);
    app.worker.tick().await.unwrap();
    app.run_jobs().await;
}

/// Solves a ticket and lets time close it; both sides are signed in again and their mail is taken.
pub(crate) async fn close(app: &TestApp, ticket: &Value, [ann, bo]: [&Person; 2]) -> [Person; 2] {
    bo.changes(ticket, json!({ "status": "solved" })).await;
    time_passes(app, Duration::days(8)).await;
    app.mailbox.take();
    let people = [app.sign_in(&ann.email).await, app.sign_in(&bo.email).await];
    assert_eq!(people[0].reads(ticket).await["status"], "closed");
    people
}

/// The texts of a list's members.
pub(crate) fn texts<'a>(items: &'a [Value], member: &str) -> Vec<&'a str> {
    items.iter().map(|item| item[member].as_str().unwrap()).collect()
}
