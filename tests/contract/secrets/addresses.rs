//! The marker test of addresses: what stands in one is in plain text nowhere, before its repair ends too,
//! and copies that people pasted go with it.

use std::{collections::BTreeSet, path::Path};

use axum::http::Method;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::identity::Role;
use kit::{Engine, Person, TestApp};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use tracing::{Level, event};

use super::{Log, places};

/// What is looked for, in every form in which it could lie somewhere.
pub(super) struct Needles {
    all: Vec<(String, Vec<u8>)>,
    /// Which of them begin with these two bytes.
    by_beginning: Vec<Vec<usize>>,
}

impl Needles {
    pub(super) fn of(words: &[String]) -> Self {
        let mut all = Vec::new();
        for word in words {
            for text in [word.clone(), word.to_uppercase(), word.to_lowercase()] {
                let utf16: Vec<u16> = text.encode_utf16().collect();
                let hex: Vec<String> = text.bytes().map(|byte| format!("{byte:02x}")).collect();
                let hex = hex.concat();
                all.push((
                    format!("UTF-16 of {word}"),
                    utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
                ));
                all.push((
                    format!("UTF-16BE of {word}"),
                    utf16.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
                ));
                all.push((format!("hex of {word}"), hex.to_uppercase().into_bytes()));
                all.push((format!("hex of {word}"), hex.into_bytes()));
                all.push((format!("JSON of {word}"), escaped(&text).into_bytes()));
                for shift in 0..3 {
                    all.push((format!("base64 of {word}"), base64(&text, shift)));
                }
                all.push((word.clone(), text.into_bytes()));
            }
        }
        all.retain(|(_, bytes)| bytes.len() >= 8);
        let mut by_beginning = vec![Vec::new(); 1 << 16];
        for (at, (_, bytes)) in all.iter().enumerate() {
            by_beginning[beginning(bytes)].push(at);
        }
        Self { all, by_beginning }
    }

    pub(super) fn found_in(&self, bytes: &[u8]) -> Vec<String> {
        let mut found = BTreeSet::new();
        for (at, two) in bytes.windows(2).enumerate() {
            for needle in &self.by_beginning[beginning(two)] {
                let (name, needle) = &self.all[*needle];
                if bytes[at..].starts_with(needle) {
                    found.insert(name.clone());
                }
            }
        }
        found.into_iter().collect()
    }
}

fn beginning(bytes: &[u8]) -> usize {
    (usize::from(bytes[0]) << 8) | usize::from(bytes[1])
}

fn escaped(text: &str) -> String {
    let unit = |c: char| if c.is_ascii() { c.to_string() } else { format!("\\u{:04x}", c as u32) };
    text.chars().map(unit).collect()
}

/// The middle of its base64, wherever the text stands in what is encoded.
fn base64(text: &str, shift: usize) -> Vec<u8> {
    let encoded = STANDARD.encode([&b"xxx"[..shift], text.as_bytes(), &b"xxx"[..]].concat());
    let whole = encoded.len() - 8;
    encoded.as_bytes()[4..whole].to_vec()
}

/// Every place that there is, with what it holds.
async fn everywhere(app: &TestApp, log: &Log, since: Option<&str>) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    read_folder(app.database.directory.path(), &mut all);
    if let Some(since) = since {
        read_cluster(app, since, &mut all).await;
    }
    for place in places::stored_elsewhere(app).await.into_iter().chain(places::stored_on_purpose(app).await) {
        all.push((place.name, place.text.into_bytes()));
    }
    let metrics = app.visitor().get("/metrics").await.expect(200);
    all.push(("/metrics".to_owned(), metrics.body));
    all.push(("the log".to_owned(), log.lines().join("\n").into_bytes()));
    all
}

pub(super) fn read_folder(folder: &Path, into: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            read_folder(&path, into);
        } else if let Ok(bytes) = std::fs::read(&path) {
            into.push((path.display().to_string(), bytes));
        }
    }
}

async fn value_of(app: &TestApp, sql: &str) -> Option<String> {
    let database = app.database.connect().await;
    let statement = Statement::from_string(database.connection().get_database_backend(), sql);
    let row = database.connection().query_one_raw(statement).await.expect("a statement runs");
    database.close().await.unwrap();
    row.and_then(|row| row.try_get_by_index(0).ok())
}

/// Where PostgreSQL's write-ahead log is; the tests beside this one have filled what comes before.
pub(super) async fn begin_of_log(app: &TestApp) -> Option<String> {
    match app.database.engine() {
        Engine::Sqlite => None,
        Engine::Postgres => value_of(app, "SELECT pg_walfile_name(pg_current_wal_insert_lsn())").await,
    }
}

/// The files of the test's own database, those that all share, and the log since then.
async fn read_cluster(app: &TestApp, since: &str, into: &mut Vec<(String, Vec<u8>)>) {
    let database = app.database.connect().await;
    database.connection().execute_unprepared("CHECKPOINT").await.expect("a checkpoint is made");
    database.close().await.unwrap();
    let data = value_of(app, "SHOW data_directory").await.expect("a cluster has one");
    let own = "SELECT oid::text FROM pg_database WHERE datname = current_database()";
    let own = value_of(app, own).await.expect("a database has a number");
    for folder in [format!("base/{own}"), "global".to_owned(), "pg_xact".to_owned()] {
        read_folder(&Path::new(&data).join(folder), into);
    }
    let mut log = Vec::new();
    read_folder(&Path::new(&data).join("pg_wal"), &mut log);
    let is_newer = |name: &String| name.rsplit('/').next().is_some_and(|file| file >= since);
    log.retain(|(name, _)| is_newer(name));
    assert!(!log.is_empty(), "the cluster's log cannot be read");
    into.extend(log);
}

pub(super) async fn leaks(app: &TestApp, log: &Log, needles: &Needles, since: Option<&str>) -> Vec<String> {
    let letters =
        app.mailbox.take().into_iter().map(|mail| ("a letter".to_owned(), mail.text().into_bytes()));
    let places = everywhere(app, log, since).await.into_iter().chain(letters);
    let found = places.flat_map(|(name, bytes)| {
        needles.found_in(&bytes).into_iter().map(move |needle| format!("{needle} in {name}"))
    });
    found.collect()
}

/// Words that stand nowhere else.
pub(super) fn words(app: &TestApp) -> [String; 4] {
    let [a, b, c, d] = app.ctx(domain::identity::Actor::Time).random_bytes::<4>().map(|byte| {
        let letter = |digit: u8| char::from(b'a' + digit);
        format!("{}{}", letter(byte / 16), letter(byte % 16))
    });
    [
        format!("Zwölfapfel{a}weg 17"),
        format!("Hinterquartier{b} 23"),
        format!("Herta Kupfer{c}kessel"),
        format!("schlüssel beim bäcker{d}"),
    ]
}

struct Case<'a> {
    app: &'a TestApp,
    ann: Person,
    desk: [Person; 3],
    ticket: Value,
    path: String,
}

impl<'a> Case<'a> {
    async fn open(app: &'a TestApp) -> Self {
        let admin = app.staff("ada", Role::Admin).await;
        let product = json!({ "sku": "K61-BLK", "name": "Keys 61" });
        let product = admin.post("/api/v1/products", &product).await.expect(201).json;
        let ann = app.customer("ann").await;
        let ticket = ann.opens_ticket("Fader 3 is stuck").await;
        let request = json!({
            "ticket_id": ticket["id"], "product_id": product["id"], "no_serial_reason": "The label is gone.",
            "symptom": "It jams.", "battery": "none", "return_method": "parcel"
        });
        let repair = ann.post("/api/v1/repairs", &request).await.expect(201).json;
        let desk = [
            app.agent("bo").await,
            app.staff("tom", Role::Technician).await,
            app.staff("lou", Role::Logistics).await,
        ];
        let path = format!("/api/v1/repairs/{}", repair["id"].as_str().unwrap());
        let case = Self { app, ann, desk, ticket, path };
        let [bo, tom, lou] = &case.desk;
        let ready = json!({ "to": "ready_to_ship", "checklist": ["All is well."], "outcome": "repaired" });
        for (who, body) in [
            (bo, json!({ "to": "authorized", "coverage": "legal_guarantee", "reason": "We pay." })),
            (lou, json!({ "to": "received", "rma_number": repair["rma_number"] })),
            (tom, json!({ "to": "diagnosing", "intake": { "condition": "Dusty.", "accessories": [] } })),
            (tom, json!({ "to": "testing", "work": { "text": "Cleaned.", "minutes": 5 } })),
            (tom, ready),
        ] {
            case.moves(who, body).await;
        }
        case
    }

    async fn moves(&self, who: &Person, body: Value) {
        let path = format!("{}/transitions", self.path);
        who.with("if-match", "*").post(&path, &body).await.expect(200);
    }

    async fn gives(&self, words: &[String; 4]) {
        let [street, line, recipient, note] = words;
        let address = json!({
            "country": "DE", "recipient": recipient, "street_lines": [street, line], "postal_code": "10997",
            "locality": "Berlin", "delivery_note": note
        });
        let path = format!("{}/address", self.path);
        let put = |body: Value, version: &'static str| {
            let client = self.ann.with("if-match", version).with("content-type", "application/json");
            let path = path.clone();
            async move { client.send(Method::PUT, &path, body.to_string()).await }
        };
        put(address.clone(), "\"0\"").await.expect(200);
        // Also in what is refused, and in what comes too late.
        put(address.clone(), "\"0\"").await.expect(412);
        let mut unknown = address.clone();
        unknown["house"] = json!(street);
        put(unknown, "*").await.expect(422);
        let mut elsewhere = address;
        elsewhere["country"] = json!("XX");
        put(elsewhere, "*").await.expect(422);
        self.ann.get(&path).await.expect(200);
        let label = json!({ "purpose": "label" });
        self.desk[2].post(&format!("{path}/reveals"), &label).await.expect(200);
        self.is_labelled().await;
    }

    /// A label is printed: the address is in the answer and nowhere else.
    async fn is_labelled(&self) {
        let logistics = &self.desk[2];
        let new = json!({ "direction": "outbound", "parcel": { "carrier": "DHL" } });
        let parcel = logistics.post(&format!("{}/shipments", self.path), &new).await.expect(201).json;
        let label = format!("/api/v1/shipments/{}/label.pdf", parcel["id"].as_str().unwrap());
        let printed = logistics.get(&label).await.expect(200);
        assert_eq!(printed.header("etag"), None);
        self.desk[1].get(&label).await.expect(403);
    }

    async fn ends(&self) {
        self.moves(&self.desk[2], json!({ "to": "delivered", "identity_checked": true })).await;
        self.moves(&self.ann, json!({ "to": "closed" })).await;
        self.app.run_jobs().await;
    }
}

kit::both_engines!(an_address_is_in_plain_text_nowhere, |app| {
    let (log, _listening) = Log::listen();
    let words = words(&app);
    let needles = Needles::of(&words);
    let since = begin_of_log(&app).await;
    let case = Case::open(&app).await;
    case.gives(&words).await;
    app.run_jobs().await;
    let found = leaks(&app, &log, &needles, since.as_deref()).await;
    assert!(found.is_empty(), "while the repair goes on: {found:#?}");
    case.ends().await;
    let found = leaks(&app, &log, &needles, since.as_deref()).await;
    assert!(found.is_empty(), "after its end: {found:#?}");
});

kit::both_engines!(copies_that_were_pasted_are_gone_from_what_is_stored, |app| {
    let words = words(&app);
    let needles = Needles::of(&[words[0].clone(), words[1].clone(), words[3].clone()]);
    let case = Case::open(&app).await;
    case.gives(&words).await;
    let pasted = format!("To {},\n{}: {}!", words[0].to_uppercase(), words[1], words[3]);
    case.ann.replies(&case.ticket, &pasted).await;
    case.desk[0].notes(&case.ticket, &pasted).await;
    app.run_jobs().await;
    let stored = || async {
        let mut all = places::stored_elsewhere(&app).await;
        all.extend(places::stored_on_purpose(&app).await);
        let hits = |place: places::Place| {
            (!needles.found_in(place.text.as_bytes()).is_empty()).then_some(place.name)
        };
        all.into_iter().filter_map(hits).collect::<Vec<_>>()
    };
    assert!(stored().await.iter().any(|name| name == "message.body"), "nothing was pasted");
    let in_files = async || {
        let found = files_of_database(&app).await.into_iter();
        found
            .flat_map(|(name, bytes)| needles.found_in(&bytes).into_iter().map(move |_| name.clone()))
            .count()
    };
    assert!(in_files().await > 0, "nothing is in the files");
    case.ends().await;
    assert_eq!(stored().await, Vec::<String>::new());
    tidies_up(&app).await;
    assert_eq!(in_files().await, 0);
});

/// What `docs/operations.md` says to do about what was stored before.
pub(super) async fn tidies_up(app: &TestApp) {
    let statements: &[&str] = match app.database.engine() {
        Engine::Sqlite => &["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"],
        Engine::Postgres => &["VACUUM FULL", "CHECKPOINT"],
    };
    let database = app.database.connect().await;
    for statement in statements {
        database.connection().execute_unprepared(statement).await.expect("it is tidied up");
    }
    database.close().await.unwrap();
}

/// Without the log of a cluster, which is used up by itself.
pub(super) async fn files_of_database(app: &TestApp) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    match app.database.engine() {
        Engine::Sqlite => read_folder(app.database.directory.path(), &mut all),
        Engine::Postgres => {
            let checkpoint = app.database.connect().await;
            checkpoint.connection().execute_unprepared("CHECKPOINT").await.expect("a checkpoint is made");
            checkpoint.close().await.unwrap();
            let data = value_of(app, "SHOW data_directory").await.expect("a cluster has one");
            let own = "SELECT oid::text FROM pg_database WHERE datname = current_database()";
            let own = value_of(app, own).await.expect("a database has a number");
            read_folder(&Path::new(&data).join("base").join(own), &mut all);
        }
    }
    all
}

kit::both_engines!(the_search_finds_an_address_that_is_planted, |app| {
    let (log, _listening) = Log::listen();
    let [word, ..] = words(&app);
    let needles = Needles::of(std::slice::from_ref(&word));
    let since = begin_of_log(&app).await;
    let case = Case::open(&app).await;
    assert!(leaks(&app, &log, &needles, since.as_deref()).await.is_empty());
    case.ann.replies(&case.ticket, &format!("It is {word}.")).await;
    let folder = app.database.directory.path();
    for place in ["keys", "ledger", "attachments"] {
        let text = format!("{{\"a\":\"{}\"}}", STANDARD.encode(format!("it is {word}, you know")));
        std::fs::write(folder.join(place).join("planted"), text).expect("a file is written");
    }
    event!(target: "api", Level::TRACE, "planted: {word}");
    metrics::counter!("planted", "label" => word.clone()).increment(1);
    places::plant(&app, "job", "reason", &word).await;
    let found = leaks(&app, &log, &needles, since.as_deref()).await.join("\n");
    let files = match app.database.engine() {
        Engine::Sqlite => "benchdesk.db",
        Engine::Postgres => "/pg_wal/",
    };
    for place in [
        "keys/planted",
        "ledger/planted",
        "attachments/planted",
        "the log",
        "/metrics",
        "job.reason",
        "message.body",
        files,
    ] {
        assert!(found.contains(place), "nothing found in {place}: {found}");
    }
    app.run_jobs().await;
});
