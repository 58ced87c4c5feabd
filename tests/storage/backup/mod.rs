//! Backups of the real program while many write, and what a restore makes of them.

mod refusals;

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use kit::{Engine, Launch, PASSWORD, Server, TestDatabase, binary};
use reqwest::Client;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::{
    crash::{
        ledger::Ledger,
        storm::{self, Ending, Storm, Written},
    },
    desk::query,
    people::{add_customers, address},
};

const SECRET: &str = "benchdesk.secret";
/// For a desk whose newest ledger is that of the backup.
const WITHOUT_LEDGER: &str = "--without-newest-ledger";

/// Runs a command of the program on a desk.
pub fn run(desk: &TestDatabase, words: &[&str]) -> Output {
    command(desk, words).output().expect("the program runs")
}

pub fn command(desk: &TestDatabase, words: &[&str]) -> Command {
    let path = desk.directory.path();
    let mut command = Command::new(binary());
    command
        .args(words)
        .current_dir(path)
        .env("BENCHDESK_DATABASE_URL", &desk.url)
        .env("BENCHDESK_DATA_DIR", path.join("data"))
        .env("BENCHDESK_SECRET_FILE", path.join(SECRET))
        // Two that are refused at once must not meet at the usual port first.
        .env("BENCHDESK_LISTEN", format!("127.0.0.1:{}", kit::free_port()));
    command
}

/// Backs a desk up, secret file included, under a name in its directory.
pub fn backup(desk: &TestDatabase, name: &str) -> PathBuf {
    let place = desk.directory.path().join(name);
    let done = run(desk, &["backup", place.to_str().unwrap(), "--with-secret"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    place
}

pub fn restore(desk: &TestDatabase, from: &Path, more: &[&str]) -> Output {
    let mut words = vec!["restore", from.to_str().unwrap()];
    words.extend(more);
    run(desk, &words)
}

pub fn said(output: &Output) -> String {
    let texts = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text).into_owned());
    texts.concat()
}

/// An object as the attachments' store keeps it, one that is being written, and one that is none.
fn put_attachments(desk: &TestDatabase) {
    let folder = desk.directory.path().join("data/attachments/ab");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("abcdef"), b"a picture of fader 3").unwrap();
    fs::write(folder.join("abcd00.part"), b"half").unwrap();
}

/// Starts a server that leaves mails in the queue, where they can be counted.
async fn serve(desk: &TestDatabase) -> Server {
    let launch = Launch { arguments: &["serve", "--no-worker"], ..Launch::default() };
    Server::launch(&desk.url, &desk.directory, launch).await
}

async fn holds_what_was_answered(engine: Engine) {
    let desk = TestDatabase::create(engine).await;
    add_customers(&desk, storm::CUSTOMERS).await;
    put_attachments(&desk);
    let server = serve(&desk).await;
    let mut storm = Storm::begin(&server.url, 0).await;
    let mut before: Vec<Written> = storm.answered(100).await;
    // Whatever was answered until here is in the backup; clients go on meanwhile.
    let copying = {
        let desk = &desk;
        tokio::task::block_in_place(|| backup(desk, "copy"))
    };
    // Only what is answered from now on can be missing.
    let during = storm.answered_so_far();
    let after = storm.end(server, Ending::After(50)).await;

    let restored = TestDatabase::create_empty(engine).await;
    let done = restore(&restored, &copying, &["--send-pending-mail", WITHOUT_LEDGER]);
    assert!(done.status.success(), "{}", said(&done));
    let ledger = Ledger::read(&restored).await;
    assert_eq!(ledger.lost(&before), 0, "what was answered before is there");
    ledger.assert_once();
    ledger.assert_whole();
    before.extend(during);
    before.extend(after);
    assert!(ledger.lost(&before) > 0, "the storm went on after the copy");
    assert_attachments(&restored);
}

fn assert_attachments(desk: &TestDatabase) {
    let folder = desk.directory.path().join("data/attachments/ab");
    assert_eq!(fs::read(folder.join("abcdef")).unwrap(), b"a picture of fader 3");
    assert!(!folder.join("abcd00.part").exists(), "what is unfinished is not copied");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_sqlite_in_a_storm_holds_what_was_answered() {
    holds_what_was_answered(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_postgres_in_a_storm_holds_what_was_answered() {
    holds_what_was_answered(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_sqlite_does_not_wait_for_who_writes() {
    let desk = TestDatabase::create(Engine::Sqlite).await;
    let database = desk.connect().await;
    database.connection().execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
    let place = desk.directory.path().join("copy");
    let words = ["backup", place.to_str().unwrap()];
    let done = tokio::task::block_in_place(|| run(&desk, &words));
    assert!(done.status.success(), "{}", said(&done));
    database.connection().execute_unprepared("ROLLBACK").await.unwrap();
}

/// A desk with one customer, one ticket whose mail waits, and its backup; the refresh token of
/// the customer's session, and their API token.
async fn small_desk(engine: Engine) -> (TestDatabase, PathBuf, [String; 2]) {
    let desk = TestDatabase::create(engine).await;
    add_customers(&desk, 1).await;
    let server = serve(&desk).await;
    let http = kit::http();
    let tokens = tokens(&http, &server).await;
    let access = tokens["access_token"].as_str().unwrap();
    let new = json!({ "subject": "Fader 3", "body": "It jams." });
    let opened = http.post(format!("{}/api/v1/tickets", server.url)).bearer_auth(access).json(&new);
    assert_eq!(opened.send().await.unwrap().status().as_u16(), 201);
    let program = json!({ "name": "Export", "scopes": ["ticket.request"] });
    let program = http.post(format!("{}/api/v1/api-tokens", server.url)).bearer_auth(access).json(&program);
    let program: Value = program.send().await.unwrap().json().await.unwrap();
    let place = backup(&desk, "copy");
    server.stop();
    (
        desk,
        place,
        [&tokens["refresh_token"], &program["secret"]].map(|token| token.as_str().unwrap().to_owned()),
    )
}

async fn tokens(http: &Client, server: &Server) -> Value {
    let credentials = json!({ "email": address(0), "password": PASSWORD });
    let tokens = http.post(format!("{}/api/v1/auth/token", server.url)).json(&credentials);
    tokens.send().await.unwrap().json().await.unwrap()
}

async fn nothing_happens_twice(engine: Engine) {
    let (_desk, place, [refresh, program]) = small_desk(engine).await;
    assert_eq!(fs::metadata(&place).unwrap().permissions().mode() & 0o777, 0o700);
    let restored = TestDatabase::create_empty(engine).await;
    let done = restore(&restored, &place, &[WITHOUT_LEDGER]);
    assert!(done.status.success() && said(&done).contains("1 mail(s) are held"), "{}", said(&done));

    let database = restored.connect().await;
    let reasons = query(&database, "SELECT reason FROM job WHERE dead_at IS NOT NULL").await;
    let reason: String = reasons[0].try_get("", "reason").unwrap();
    assert_eq!((reasons.len(), reason.as_str()), (1, "held_after_restore"));
    database.close().await.unwrap();

    // Sessions and API tokens have ended; people sign in again.
    let server = serve(&restored).await;
    let http = kit::http();
    let refreshed = http
        .post(format!("{}/api/v1/auth/token/refresh", server.url))
        .json(&json!({ "refresh_token": refresh }))
        .send();
    assert_eq!(refreshed.await.unwrap().status().as_u16(), 401);
    let exported = http.get(format!("{}/api/v1/tickets", server.url)).bearer_auth(program).send();
    assert_eq!(exported.await.unwrap().status().as_u16(), 401);
    let access = tokens(&http, &server).await["access_token"].as_str().unwrap().to_owned();
    let list = http.get(format!("{}/api/v1/tickets", server.url)).bearer_auth(access).send().await.unwrap();
    let list: Value = list.json().await.unwrap();
    assert_eq!(list["items"][0]["subject"], "Fader 3");
    server.stop();
    let doctor = run(&restored, &["doctor"]);
    assert!(doctor.status.success() && said(&doctor).contains("held mails"), "{}", said(&doctor));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_restore_of_sqlite_nothing_happens_twice() {
    nothing_happens_twice(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_restore_of_postgres_nothing_happens_twice() {
    nothing_happens_twice(Engine::Postgres).await;
}
