//! The program's own commands, as a person runs them.

use kit::{Engine, Server, TestDatabase};
use serde_json::{Value, json};

use crate::operations::program::run;

/// Fills the desk, signs in as the printed agent, and reads the queue.
async fn demo(engine: Engine) {
    let database = TestDatabase::create(engine).await;
    let made = run(&database, &["demo", "--tickets", "12"]);
    let printed = String::from_utf8(made.stdout).unwrap();
    assert!(made.status.success(), "{printed}");
    let password = printed.split("the password ").nth(1).unwrap().split_whitespace().next().unwrap();

    let server = Server::start(&database.url, &database.directory, &[]).await;
    let client = kit::http();
    let credentials = json!({ "email": "agent@example.org", "password": password }).to_string();
    let request = client.post(format!("{}/api/v1/auth/token", server.url)).body(credentials);
    let tokens = request.header("content-type", "application/json").send().await.unwrap();
    let tokens: Value = tokens.json().await.unwrap();
    let request = client.get(format!("{}/api/v1/tickets", server.url));
    let queue = request.bearer_auth(tokens["access_token"].as_str().unwrap()).send().await.unwrap();
    let queue: Value = queue.json().await.unwrap();
    assert_eq!(queue["items"].as_array().unwrap().len(), 12);
    server.stop();

    assert_eq!(run(&database, &["demo"]).status.code(), Some(1), "a desk in use is not filled");
    let doctor = run(&database, &["doctor"]);
    assert!(doctor.status.success(), "{}", String::from_utf8_lossy(&doctor.stdout));
}

#[tokio::test]
async fn the_demo_can_be_used_on_sqlite() {
    demo(Engine::Sqlite).await;
}

#[tokio::test]
async fn the_demo_can_be_used_on_postgres() {
    demo(Engine::Postgres).await;
}
