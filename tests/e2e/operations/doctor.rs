//! What the doctor finds, with the real program.

use std::fs;

use kit::{Engine, TestDatabase};
use serde_json::Value;

use super::program::{program, run};

fn findings(database: &TestDatabase, environment: &[(&str, &str)]) -> (bool, Vec<Value>) {
    let output = program(database, &["doctor", "--json"]).envs(environment.iter().copied()).output().unwrap();
    let document: Value = serde_json::from_slice(&output.stdout).expect("the doctor speaks JSON");
    (output.status.success(), document["findings"].as_array().unwrap().clone())
}

fn find<'a>(findings: &'a [Value], thing: &str, level: &str) -> &'a Value {
    let found = findings.iter().find(|finding| finding["thing"] == thing && finding["level"] == level);
    assert!(found.is_some(), "no {level} about {thing}: {findings:#?}");
    found.unwrap()
}

async fn explains(engine: Engine) {
    let database = TestDatabase::create(engine).await;
    let (healthy, fresh) = findings(&database, &[]);
    assert!(healthy, "{fresh:#?}");
    assert!(run(&database, &["demo", "--tickets", "3"]).status.success());

    let misspelt = [("BENCHDESK_MAIL_FORM", "x"), ("BENCHDESK_PUBLIC_URL", "http://desk.example.org")];
    let (healthy, found) = findings(&database, &misspelt);
    assert!(healthy, "warnings alone are no failure: {found:#?}");
    assert!(
        find(&found, "environment", "warning")["what"].as_str().unwrap().starts_with("BENCHDESK_MAIL_FORM")
    );
    assert_eq!(find(&found, "public address", "warning")["what"], "is http");
    find(&found, "application key", "ok");
    find(&found, "schema", "ok");
    for warned in found.iter().filter(|finding| finding["level"] != "ok") {
        assert!(!warned["why"].as_str().unwrap().is_empty(), "{warned}");
        assert!(!warned["todo"].as_str().unwrap().is_empty(), "{warned}");
    }

    let new = database.directory.path().join("letters");
    let (healthy, found) = findings(&database, &[("BENCHDESK_MAIL_URL", &format!("file:{}", new.display()))]);
    assert!(healthy && find(&found, "mail", "ok")["what"].as_str().unwrap().contains("not there yet"));
    assert!(!new.exists(), "who looks makes nothing");
    let unset = found.iter().any(|one| one["thing"] == "public address" && one["what"] == "is not set");
    assert_eq!(unset, engine == Engine::Postgres, "servers that share a database share an address");

    let nobody = [("BENCHDESK_MAIL_URL", "smtp://127.0.0.1:1?tls=none")];
    let (healthy, found) = findings(&database, &nobody);
    assert!(!healthy);
    assert_eq!(find(&found, "mail", "problem")["what"], "the mail server cannot be reached");

    // A lost secret file is a problem, and no start makes another.
    let secret = database.directory.path().join("benchdesk.secret");
    fs::rename(&secret, secret.with_extension("lost")).unwrap();
    let (healthy, found) = findings(&database, &[]);
    assert!(!healthy);
    find(&found, "application key", "problem");
    let refused = run(&database, &["worker"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("bring it back from a backup"));
    assert!(!refused.status.success() && !secret.exists());
}

#[tokio::test]
async fn the_doctor_explains_on_sqlite() {
    explains(Engine::Sqlite).await;
}

#[tokio::test]
async fn the_doctor_explains_on_postgres() {
    explains(Engine::Postgres).await;
}

#[tokio::test]
async fn a_database_that_is_away_or_behind_is_a_problem() {
    let database = TestDatabase::create_empty(Engine::Postgres).await;
    let (healthy, found) = findings(&database, &[]);
    assert!(!healthy);
    assert!(find(&found, "schema", "problem")["todo"].as_str().unwrap().contains("benchdesk migrate"));
    let away = [("BENCHDESK_DATABASE_URL", "postgres://nobody@127.0.0.1:1/desk")];
    let (healthy, found) = findings(&database, &away);
    assert!(!healthy);
    find(&found, "database", "problem");
}

#[tokio::test]
async fn a_server_is_asked_whether_it_is_ready() {
    let database = TestDatabase::create(Engine::Sqlite).await;
    let alone = program(&database, &["doctor", "--ready"]).env("BENCHDESK_LISTEN", "127.0.0.1:1").output();
    assert!(!alone.unwrap().status.success());
    let server = kit::Server::start(&database.url, &database.directory, &[]).await;
    let address = server.url.trim_start_matches("http://").to_owned();
    let ready = program(&database, &["doctor", "--ready"]).env("BENCHDESK_LISTEN", &address).output();
    assert!(ready.unwrap().status.success());
    server.stop();
}
