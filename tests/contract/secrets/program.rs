//! What the real program writes, asked to log everything.

use std::{fs, io::Write, path::Path, process::Stdio, time::Duration};

use axum::http::StatusCode;
use kit::{Engine, Launch, Mail, Server, TestDatabase};
use serde_json::{Value, json};

use super::markers::Markers;

const LOG: &str = "log.jsonl";
const LOUD: [(&str, &str); 2] =
    [("BENCHDESK_LOG", "trace,html5ever=trace,hyper=trace,sqlx=trace"), ("BENCHDESK_LOG_FORMAT", "json")];

/// The program, its log in a file.
async fn loud_server(database: &TestDatabase) -> Server {
    let under = ["sh", "-c", &format!("exec \"$@\" 2>>{LOG}"), "sh"];
    let launch = Launch { under: &under, environment: &LOUD, ..Launch::default() };
    Server::launch(&database.url, &database.directory, launch).await
}

fn create_admin(database: &TestDatabase, markers: &Markers) {
    let directory = database.directory.path();
    let mut command = std::process::Command::new(kit::binary());
    command
        .args(["admin", "create", "--email", &format!("{}@desk.example.org", markers.of("agent"))])
        .args(["--name", &markers.of("agent"), "--password-stdin"])
        .env("BENCHDESK_DATABASE_URL", &database.url)
        .env("BENCHDESK_SECRET_FILE", directory.join("benchdesk.secret"))
        .envs(LOUD)
        .current_dir(directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(fs::File::create(directory.join(LOG)).unwrap());
    let mut process = command.spawn().unwrap();
    writeln!(process.stdin.take().unwrap(), "{}", markers.of("password")).unwrap();
    assert!(process.wait().unwrap().success());
}

/// Waits for a letter that holds this.
async fn letter_with(directory: &Path, part: &str) -> Mail {
    for _ in 0..1500 {
        for entry in fs::read_dir(directory.join("mail")).unwrap() {
            let path = entry.unwrap().path();
            let raw = fs::read_to_string(&path).unwrap_or_default();
            if path.extension().is_some_and(|kind| kind == "eml") && raw.contains(part) {
                return Mail { to: String::new(), raw };
            }
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("no letter with {part} came");
}

async fn post(server: &Server, token: &str, path: &str, body: &Value, status: StatusCode) -> Value {
    let request = kit::http().post(format!("{}/api/v1{path}", server.url)).bearer_auth(token).json(body);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), status, "{path}");
    answer.json().await.unwrap_or_default()
}

async fn sign_in(server: &Server, email: &str, password: &str) -> String {
    let credentials = json!({ "email": email, "password": password });
    let tokens = post(server, "", "/auth/token", &credentials, StatusCode::OK).await;
    tokens["access_token"].as_str().unwrap().to_owned()
}

/// Registers, asks and is answered in HTML; returns every secret that was given out.
async fn live(server: &Server, directory: &Path, markers: &Markers) -> Vec<String> {
    let (email, password) = (markers.address(), markers.of("password"));
    let registration = json!({ "name": markers.of("name"), "email": email, "password": password });
    post(server, "", "/auth/register", &registration, StatusCode::ACCEPTED).await;
    let link = letter_with(directory, &email).await.token();
    post(
        server,
        "",
        "/auth/verify-email",
        &json!({ "token": link, "password": password }),
        StatusCode::NO_CONTENT,
    )
    .await;
    let customer = sign_in(server, &email, &password).await;
    let new = json!({ "subject": markers.of("subject"), "body": markers.of("body") });
    let ticket = post(server, &customer, "/tickets", &new, StatusCode::CREATED).await;
    let staff = sign_in(server, &format!("{}@desk.example.org", markers.of("agent")), &password).await;
    let html =
        format!("<p>{} <a href=\"https://{}.example\">x</a></p>", markers.of("answer"), markers.of("note"));
    let reply = json!({ "kind": "reply", "format": "html", "body": html });
    let messages = format!("/tickets/{}/messages", ticket["id"].as_str().unwrap());
    post(server, &staff, &messages, &reply, StatusCode::CREATED).await;
    letter_with(directory, &markers.of("answer")).await;
    let wrong = json!({ "subject": markers.of("subject"), "body": [markers.of("body")] });
    post(server, &customer, "/tickets", &wrong, StatusCode::UNPROCESSABLE_ENTITY).await;
    vec![link, customer, staff]
}

async fn says_nothing_personal(engine: Engine) {
    let database = TestDatabase::create(engine).await;
    let mut markers = Markers::new();
    create_admin(&database, &markers);
    let server = loud_server(&database).await;
    for secret in live(&server, database.directory.path(), &markers).await {
        markers.add_secret(&secret);
    }
    server.stop();
    let log = fs::read_to_string(database.directory.path().join(LOG)).unwrap();
    let leaking: Vec<_> = log.lines().filter(|line| !markers.found_in(line).is_empty()).collect();
    assert!(leaking.is_empty(), "{leaking:#?}");
    assert!(log.contains("/api/v1/tickets/{ticket_id}/messages"), "nothing was logged: {log}");
    assert!(log.contains("\"level\":\"DEBUG\""), "not everything was logged: {log}");
}

#[tokio::test]
async fn the_program_logs_nothing_personal_on_sqlite() {
    says_nothing_personal(Engine::Sqlite).await;
}

#[tokio::test]
async fn the_program_logs_nothing_personal_on_postgres() {
    says_nothing_personal(Engine::Postgres).await;
}
