//! What the real program writes, asked to log everything.

use std::{fs, io::Write, path::Path, process::Stdio, time::Duration};

use axum::http::{Method, StatusCode};
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

/// Where somebody with this role gets letters.
fn address_of(markers: &Markers, role: &str) -> String {
    format!("{}.{role}@desk.example.org", markers.of("agent"))
}

fn create_staff(database: &TestDatabase, markers: &Markers, role: &str) {
    let directory = database.directory.path();
    let mut command = std::process::Command::new(kit::binary());
    command
        .args(["admin", "create", "--email", &address_of(markers, role), "--role", role])
        .args(["--name", &markers.of("agent"), "--password-stdin"])
        .env("BENCHDESK_DATABASE_URL", &database.url)
        .env("BENCHDESK_SECRET_FILE", directory.join("benchdesk.secret"))
        .envs(LOUD)
        .current_dir(directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(fs::File::options().create(true).append(true).open(directory.join(LOG)).unwrap());
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

/// Sends this with any version; returns the answer.
async fn sends(server: &Server, token: &str, method: Method, path: &str, body: &Value) -> reqwest::Response {
    let request = kit::http().request(method, format!("{}/api/v1{path}", server.url));
    request.bearer_auth(token).header("if-match", "*").json(body).send().await.unwrap()
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
    let staff = sign_in(server, &address_of(markers, "admin"), &password).await;
    let html =
        format!("<p>{} <a href=\"https://{}.example\">x</a></p>", markers.of("answer"), markers.of("note"));
    let reply = json!({ "kind": "reply", "format": "html", "body": html });
    let messages = format!("/tickets/{}/messages", ticket["id"].as_str().unwrap());
    post(server, &staff, &messages, &reply, StatusCode::CREATED).await;
    letter_with(directory, &markers.of("answer")).await;
    let wrong = json!({ "subject": markers.of("subject"), "body": [markers.of("body")] });
    post(server, &customer, "/tickets", &wrong, StatusCode::UNPROCESSABLE_ENTITY).await;
    let logistics = sign_in(server, &address_of(markers, "logistics"), &password).await;
    let repair = repair(server, &customer, &staff, &ticket).await;
    address(server, [&customer, &staff, &logistics], &repair, markers).await;
    vec![link, customer, staff, logistics]
}

/// A repair whose device is ready to be sent back.
async fn repair(server: &Server, customer: &str, staff: &str, ticket: &Value) -> Value {
    let product = json!({ "sku": "K61-BLK", "name": "Keys 61" });
    let product = post(server, staff, "/products", &product, StatusCode::CREATED).await;
    let request = json!({
        "ticket_id": ticket["id"], "product_id": product["id"], "no_serial_reason": "The label is gone.",
        "symptom": "It jams.", "battery": "none", "return_method": "parcel"
    });
    let repair = post(server, customer, "/repairs", &request, StatusCode::CREATED).await;
    let moves = format!("/repairs/{}/transitions", repair["id"].as_str().unwrap());
    for body in [
        json!({ "to": "authorized", "coverage": "goodwill", "reason": "We pay." }),
        json!({ "to": "received", "rma_number": repair["rma_number"] }),
        json!({ "to": "diagnosing", "intake": { "condition": "Dusty.", "accessories": [] } }),
        json!({ "to": "testing", "work": { "text": "Cleaned.", "minutes": 5 } }),
        json!({ "to": "ready_to_ship", "checklist": ["All is well."], "outcome": "repaired" }),
    ] {
        assert_eq!(sends(server, staff, Method::POST, &moves, &body).await.status(), 200, "{}", body["to"]);
    }
    repair
}

/// Its address is given, refused and read, stands on a label, and ends.
async fn address(
    server: &Server,
    [customer, staff, logistics]: [&str; 3],
    repair: &Value,
    markers: &Markers,
) {
    let path = format!("/repairs/{}", repair["id"].as_str().unwrap());
    let mut given = json!({
        "country": "DE", "recipient": markers.of("recipient"), "postal_code": "10997", "locality": "Berlin",
        "street_lines": [format!("{} 17", markers.of("street")), format!("{} 3", markers.of("house"))],
        "delivery_note": format!("ask for {}", markers.of("delivery"))
    });
    let place = format!("{path}/address");
    assert_eq!(sends(server, customer, Method::PUT, &place, &given).await.status(), 200);
    given["house"] = json!(markers.of("house"));
    assert_eq!(sends(server, customer, Method::PUT, &place, &given).await.status(), 422);
    let label = json!({ "purpose": "label" });
    let reveal = sends(server, logistics, Method::POST, &format!("{place}/reveals"), &label).await;
    assert!(reveal.text().await.unwrap().contains(&markers.of("street")), "it is read");
    let parcel = json!({ "direction": "outbound", "parcel": { "carrier": "DHL" } });
    let parcel = post(server, logistics, &format!("{path}/shipments"), &parcel, StatusCode::CREATED).await;
    let label = format!("/shipments/{}/label.pdf", parcel["id"].as_str().unwrap());
    assert_eq!(sends(server, logistics, Method::GET, &label, &Value::Null).await.status(), 200);
    for body in [json!({ "to": "delivered", "identity_checked": true }), json!({ "to": "closed" })] {
        let who = if body["to"] == "closed" { customer } else { staff };
        let moves = format!("{path}/transitions");
        assert_eq!(sends(server, who, Method::POST, &moves, &body).await.status(), 200, "{}", body["to"]);
    }
}

async fn says_nothing_personal(engine: Engine) {
    let database = TestDatabase::create(engine).await;
    let mut markers = Markers::new();
    for role in ["admin", "logistics"] {
        create_staff(&database, &markers, role);
    }
    let server = loud_server(&database).await;
    for secret in live(&server, database.directory.path(), &markers).await {
        markers.add_secret(&secret);
    }
    server.stop();
    let log = fs::read_to_string(database.directory.path().join(LOG)).unwrap();
    let leaking: Vec<_> = log.lines().filter(|line| !markers.found_in(line).is_empty()).collect();
    assert!(leaking.is_empty(), "{leaking:#?}");
    for route in
        ["tickets/{ticket_id}/messages", "repairs/{repair_id}/address", "shipments/{shipment_id}/label.pdf"]
    {
        assert!(log.contains(&format!("/api/v1/{route}")), "nothing was logged of {route}: {log}");
    }
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
