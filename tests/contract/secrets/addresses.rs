//! The marker test of addresses: what stands in one is in plain text nowhere, before its repair ends too,
//! and copies that people pasted go with it.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use axum::http::Method;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::identity::Role;
use kit::{
    Engine, Needles, Person, TestApp,
    disk::{self, Files, Moment},
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tracing::{Level, event};

use super::{
    Log,
    places::{self, Place},
};

/// Every place that there is, with what it holds.
async fn everywhere(app: &TestApp, log: &Log, since: Option<&Moment>) -> Files {
    let mut all = Files::new();
    disk::read_folder(app.database.directory.path(), &mut all);
    if let Some(since) = since {
        all.extend(disk::of_cluster(&app.database, since).await);
    }
    for place in places::stored_elsewhere(app).await.into_iter().chain(places::stored_on_purpose(app).await) {
        all.push((place.name, place.text.into_bytes()));
    }
    let metrics = app.visitor().get("/metrics").await.expect(200);
    all.push(("/metrics".to_owned(), metrics.body));
    all.push(("the log".to_owned(), log.lines().join("\n").into_bytes()));
    all
}

pub(super) async fn leaks(
    app: &TestApp,
    log: &Log,
    needles: &Needles,
    since: Option<&Moment>,
) -> Vec<String> {
    let mut all = everywhere(app, log, since).await;
    all.extend(app.mailbox.take().into_iter().map(|mail| ("a letter".to_owned(), mail.text().into_bytes())));
    needles.found_in_files(&all)
}

/// Which columns hold one of them.
pub(super) async fn stored(app: &TestApp, needles: &Needles) -> Vec<String> {
    let mut all = places::stored_elsewhere(app).await;
    all.extend(places::stored_on_purpose(app).await);
    let hits = |place: Place| (!needles.found_in(place.text.as_bytes()).is_empty()).then_some(place.name);
    all.into_iter().filter_map(hits).collect()
}

/// Words that stand nowhere else, also not in the logs that the tests beside this one share.
pub(super) fn words(app: &TestApp) -> [String; 4] {
    let bytes = app.ctx(domain::identity::Actor::Time).random_bytes::<16>();
    let tail = |at: usize| -> String {
        let letter = |digit: u8| char::from(b'a' + digit);
        bytes[at..at + 4].iter().flat_map(|byte| [letter(byte / 16), letter(byte % 16)]).collect()
    };
    [
        format!("Zwölfapfel{}weg 17", tail(0)),
        format!("Hinterquartier{} 23", tail(4)),
        format!("Herta Kupfer{}kessel", tail(8)),
        format!("schlüssel beim bäcker{}", tail(12)),
    ]
}

pub(super) struct Case<'a> {
    app: &'a TestApp,
    pub(super) ann: Person,
    pub(super) desk: [Person; 3],
    pub(super) ticket: Value,
    path: String,
}

impl<'a> Case<'a> {
    pub(super) async fn open(app: &'a TestApp) -> Self {
        let case = Self::on_bench(app).await;
        case.is_repaired().await;
        case
    }

    /// A device that is diagnosed.
    async fn on_bench(app: &'a TestApp) -> Self {
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
        for (who, body) in [
            (bo, json!({ "to": "authorized", "coverage": "legal_guarantee", "reason": "We pay." })),
            (lou, json!({ "to": "received", "rma_number": repair["rma_number"] })),
            (tom, json!({ "to": "diagnosing", "intake": { "condition": "Dusty.", "accessories": [] } })),
        ] {
            case.moves(who, body).await;
        }
        case
    }

    async fn is_repaired(&self) {
        let tom = &self.desk[1];
        self.moves(tom, json!({ "to": "testing", "work": { "text": "Cleaned.", "minutes": 5 } })).await;
        let ready = json!({ "to": "ready_to_ship", "checklist": ["All is well."], "outcome": "repaired" });
        self.moves(tom, ready).await;
    }

    async fn moves(&self, who: &Person, body: Value) {
        let path = format!("{}/transitions", self.path);
        who.with("if-match", "*").post(&path, &body).await.expect(200);
    }

    pub(super) async fn gives(&self, words: &[String; 4]) {
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

    /// Street, second line and note once more: in a message, in a note, and in the name of a file.
    pub(super) async fn pastes(&self, [street, line, _, note]: &[String; 4]) {
        let pasted = format!("To {},\n{line}: {note}!", street.to_uppercase());
        let file = self.ann.uploads(&format!("{street}.txt"), b"Where I live.").await;
        let message = json!({ "kind": "reply", "body": pasted, "attachment_ids": [file["id"]] });
        self.ann.writes(&self.ticket, message).await.expect(201);
        self.desk[0].notes(&self.ticket, &pasted).await;
        self.app.run_jobs().await;
    }

    /// The same in what the bench writes down.
    async fn is_pasted_at_the_bench(&self, [street, line, _, note]: &[String; 4]) {
        let tom = &self.desk[1];
        let found = json!({ "fault": "confirmed", "findings": street, "summary": line });
        let place = format!("{}/diagnosis", self.path);
        tom.with("if-match", "*").put(&place, &found).await.expect(200);
        let part = json!({ "text": note, "quantity": 1, "part_number": street });
        let work = json!({ "text": line, "minutes": 5, "parts": [part] });
        tom.post(&format!("{}/work-log", self.path), &work).await.expect(201);
    }

    pub(super) async fn ends(&self) {
        self.moves(&self.desk[2], json!({ "to": "delivered", "identity_checked": true })).await;
        self.moves(&self.ann, json!({ "to": "closed" })).await;
        self.app.run_jobs().await;
    }
}

kit::both_engines!(an_address_is_in_plain_text_nowhere, |app| {
    let (log, _listening) = Log::listen();
    let words = words(&app);
    let needles = Needles::of(&words);
    let since = disk::now(&app.database).await;
    let case = Case::open(&app).await;
    case.gives(&words).await;
    app.run_jobs().await;
    let found = leaks(&app, &log, &needles, since.as_ref()).await;
    assert!(found.is_empty(), "while the repair goes on: {found:#?}");
    case.ends().await;
    let found = leaks(&app, &log, &needles, since.as_ref()).await;
    assert!(found.is_empty(), "after its end: {found:#?}");
});

kit::both_engines!(copies_that_were_pasted_are_gone_from_what_is_stored, |app| {
    let words = words(&app);
    let needles = Needles::of(&[words[0].clone(), words[1].clone(), words[3].clone()]);
    let case = Case::on_bench(&app).await;
    case.is_pasted_at_the_bench(&words).await;
    case.is_repaired().await;
    case.gives(&words).await;
    case.pastes(&words).await;
    let pasted = stored(&app, &needles).await;
    let at_the_bench = ["repair_work.text", "repair_work.part_number", "repair_diagnosis.findings"];
    let customers = ["message.body", "attachment.file_name", "repair_diagnosis.summary"];
    for column in at_the_bench.into_iter().chain(customers) {
        assert!(pasted.iter().any(|name| name == column), "nothing is in {column}: {pasted:?}");
    }
    let in_files = async || needles.found_in_files(&disk::of_desk(&app.database).await);
    assert!(!in_files().await.is_empty(), "nothing is in the files");
    case.ends().await;
    assert_eq!(stored(&app, &needles).await, Vec::<String>::new());
    disk::tidy_up(&app.database).await;
    assert_eq!(in_files().await, Vec::<String>::new());
});

/// Puts the word where no act of the desk would: where a fault, a library or PostgreSQL itself could.
async fn plant(app: &TestApp, word: &str) {
    let folder = app.database.directory.path();
    let text = format!("{{\"a\":\"{}\"}}", STANDARD.encode(format!("it is {word}, you know")));
    for place in ["keys", "ledger", "attachments"] {
        std::fs::write(folder.join(place).join("planted"), &text).expect("a file is written");
    }
    event!(target: "api", Level::TRACE, "planted: {word}");
    metrics::counter!("planted", "label" => word.to_owned()).increment(1);
    places::plant(app, "idempotency", "request_hash", word).await;
    let database = app.database.connect().await;
    match app.database.engine() {
        Engine::Sqlite => {
            // Behind what it has of the log's index; and what was said goes from the log into the file.
            let index = folder.join("benchdesk.db-shm");
            let mut index = std::fs::OpenOptions::new().append(true).open(index).expect("there is an index");
            index.write_all(text.as_bytes()).expect("a file is written");
            database.connection().execute_unprepared("PRAGMA wal_checkpoint(PASSIVE)").await.unwrap();
        }
        Engine::Postgres => {
            let data = disk::place(&app.database).await;
            std::fs::write(planted_in(&data), &text).expect("a file is written");
            let refused = format!("SELECT '{word}'::integer");
            assert!(database.connection().execute_unprepared(&refused).await.is_err());
        }
    }
    database.close().await.unwrap();
}

/// A file that PostgreSQL does not look at.
fn planted_in(data: &Path) -> PathBuf {
    data.join("pg_stat_tmp").join(format!("planted-{}", std::process::id()))
}

/// The places of each engine, in which all must be found that was planted.
fn places_of(engine: Engine) -> Vec<&'static str> {
    let both = [
        "keys/planted",
        "ledger/planted",
        "attachments/planted",
        "the log",
        "/metrics",
        "job.reason",
        "idempotency.request_hash",
        "message.body",
        "a letter",
    ];
    let own: &[&str] = match engine {
        Engine::Sqlite => &["benchdesk.db\n", "benchdesk.db-wal", "benchdesk.db-shm"],
        Engine::Postgres => &["/data/base/", "/pg_wal/", "/pg_stat_tmp/planted", "the cluster's log"],
    };
    [&both, own].concat()
}

kit::both_engines!(the_search_finds_an_address_that_is_planted, |app| {
    let (log, _listening) = Log::listen();
    let [word, ..] = words(&app);
    let needles = Needles::of(std::slice::from_ref(&word));
    let since = disk::now(&app.database).await;
    let case = Case::open(&app).await;
    assert!(leaks(&app, &log, &needles, since.as_ref()).await.is_empty());
    let new = json!({ "subject": "Fader 4", "body": "It jams, too." });
    case.ann.with("idempotency-key", "once-and-never-more").post("/api/v1/tickets", &new).await.expect(201);
    // Once to the customer, by mail too.
    case.desk[0].replies(&case.ticket, &format!("It is {word}.")).await;
    plant(&app, &word).await;
    app.run_jobs().await;
    case.desk[0].replies(&case.ticket, "Once more.").await;
    places::plant(&app, "job", "reason", &word).await;
    let found = leaks(&app, &log, &needles, since.as_ref()).await.join("\n") + "\n";
    if app.database.engine() == Engine::Postgres {
        std::fs::remove_file(planted_in(&disk::place(&app.database).await)).unwrap();
    }
    for place in places_of(app.database.engine()) {
        assert!(found.contains(place), "nothing found in {place}: {found}");
    }
    app.run_jobs().await;
});
