//! The schema's history.

use std::process::{Command, Stdio};

use futures_util::future::join_all;
use kit::{Engine, TestDatabase, binary};

use crate::desk::query;

const TABLES: &str = "SELECT COUNT(*) AS count FROM account, ticket, job";

async fn are_applied_once(engine: Engine) {
    let files = TestDatabase::create_empty(engine).await;
    let database = files.connect().await;
    let all = migrations::pending(database.connection()).await.unwrap();
    assert!(all > 0, "an empty database lacks everything");
    assert_eq!(migrations::pending(database.connection()).await.unwrap(), all, "looking changes nothing");
    assert_eq!(migrations::apply(database.connection()).await.unwrap(), all);
    query(&database, TABLES).await;
    assert_eq!(migrations::pending(database.connection()).await.unwrap(), 0);
    assert_eq!(migrations::apply(database.connection()).await.unwrap(), 0, "nothing is left to do");
    query(&database, TABLES).await;
}

#[tokio::test]
async fn are_applied_once_on_sqlite() {
    are_applied_once(Engine::Sqlite).await;
    are_applied_once(Engine::Sqlite).await;
}

#[tokio::test]
async fn are_applied_once_on_postgres() {
    are_applied_once(Engine::Postgres).await;
    are_applied_once(Engine::Postgres).await;
}

/// One of several connections does the work; the others wait, and find it done.
async fn are_applied_by_one_of_many(engine: Engine) {
    let files = TestDatabase::create_empty(engine).await;
    let databases = join_all((0..4).map(|_| files.connect())).await;
    let all = migrations::pending(databases[0].connection()).await.unwrap();
    let applied = join_all(databases.iter().map(|database| migrations::apply(database.connection()))).await;
    let mut applied: Vec<_> = applied.into_iter().map(|count| count.expect("nobody fails")).collect();
    applied.sort_unstable();
    assert_eq!(applied, [0, 0, 0, all]);
}

#[tokio::test]
async fn are_applied_by_one_of_many_on_sqlite() {
    are_applied_by_one_of_many(Engine::Sqlite).await;
}

#[tokio::test]
async fn are_applied_by_one_of_many_on_postgres() {
    are_applied_by_one_of_many(Engine::Postgres).await;
}

#[tokio::test]
async fn processes_may_apply_them_at_the_same_moment() {
    let files = TestDatabase::create_empty(Engine::Postgres).await;
    let processes: Vec<_> = (0..4).map(|_| migrate(&files).spawn().expect("the program starts")).collect();
    let outputs = processes.into_iter().map(|process| process.wait_with_output().expect("the program ends"));
    let mut said: Vec<_> = outputs
        .map(|output| {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).expect("the program speaks UTF-8")
        })
        .collect();
    said.sort();
    assert!(said[0].contains("migration(s) applied"), "{said:?}");
    assert!(said[1..].iter().all(|line| line.contains("the schema is up to date")), "{said:?}");
}

fn migrate(files: &TestDatabase) -> Command {
    let mut command = Command::new(binary());
    command
        .arg("migrate")
        .current_dir(files.directory.path())
        .env("BENCHDESK_DATABASE_URL", &files.url)
        .env("BENCHDESK_DATA_DIR", files.directory.path().join("data"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}
