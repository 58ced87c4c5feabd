//! The marker test of every way in which an address ends: one walk that ends many, then one search. What was pasted
//! beside each goes with it.

use std::sync::Mutex;

use axum::http::Method;
use chrono::Duration;
use domain::{
    id::RepairId,
    identity::Role,
    vault::{SealedAddress, Step},
};
use kit::{Needles, Person, Reply, TestApp, disk};
use serde_json::{Value, json};

use super::{
    Log,
    addresses::{leaks, stored, words},
};

struct Desk<'a> {
    app: &'a TestApp,
    ann: Person,
    /// Customers who want to be erased.
    eve: Person,
    sam: Person,
    bo: Person,
    tom: Person,
    lou: Person,
    lea: Person,
    product: Value,
    /// Each address as a backup from before its end holds it.
    copies: Mutex<Vec<SealedAddress>>,
}

/// A repair with its ticket.
struct Case {
    repair: Value,
    path: String,
    ticket: Value,
}

impl<'a> Desk<'a> {
    async fn open(app: &'a TestApp) -> Self {
        let admin = app.staff("ada", Role::Admin).await;
        let product = json!({ "sku": "K61-BLK", "name": "Keys 61" });
        Self {
            product: admin.post("/api/v1/products", &product).await.expect(201).json,
            ann: app.customer("ann").await,
            eve: app.customer("eve").await,
            sam: app.customer("sam").await,
            bo: app.agent("bo").await,
            tom: app.staff("tom", Role::Technician).await,
            lou: app.staff("lou", Role::Logistics).await,
            lea: app.staff("lea", Role::Lead).await,
            app,
            copies: Mutex::default(),
        }
    }

    /// Keeps a copy of the address that this case has now, if it has one.
    async fn copies(&self, case: RepairId) {
        let sealed = self.app.store.read().await.unwrap().addresses().sealed(case).await.unwrap();
        self.copies.lock().unwrap().extend(sealed);
    }

    /// Copies anew what is still there: a rotation has wrapped it with another key.
    async fn copies_again(&self) {
        let mut cases: Vec<_> = self.copies.lock().unwrap().iter().map(|copy| copy.repair).collect();
        cases.sort();
        cases.dedup();
        for case in cases {
            self.copies(case).await;
        }
    }

    /// Which copies the keys that there are now can read.
    async fn readable(&self) -> Vec<bool> {
        let copies = self.copies.lock().unwrap().clone();
        let mut readable = Vec::new();
        for copy in copies {
            let key = self.app.vault.keys.unwrap(copy.place(), &copy.wrapped).await;
            readable.push(key.is_ok_and(|key| copy.open(&key).is_ok()));
        }
        readable
    }

    async fn sign_in_again(&mut self) {
        for person in [&mut self.ann, &mut self.bo, &mut self.tom, &mut self.lou, &mut self.lea] {
            *person = self.app.sign_in(&person.email).await;
        }
    }

    /// A repair that has come this far, paid by the desk or by the customer.
    async fn case(&self, serial: &str, state: &str, coverage: &str) -> Case {
        self.case_of(&self.ann, serial, state, coverage).await
    }

    /// The same of this customer.
    async fn case_of(&self, customer: &Person, serial: &str, state: &str, coverage: &str) -> Case {
        let device = json!({ "product_id": self.product["id"], "serial": serial });
        let device = customer.post("/api/v1/devices", &device).await.expect(201).json;
        let ticket = customer.opens_ticket("Fader 3 is stuck").await;
        let request = json!({
            "ticket_id": ticket["id"], "device_id": device["id"], "symptom": "It jams.", "battery": "none",
            "return_method": "parcel"
        });
        let repair = customer.post("/api/v1/repairs", &request).await.expect(201).json;
        let path = format!("/api/v1/repairs/{}", repair["id"].as_str().unwrap());
        let case = Case { repair, path, ticket };
        let intake = json!({ "serial": serial, "condition": "Dusty.", "accessories": [] });
        let ready = json!({ "checklist": ["All is well."], "outcome": "repaired" });
        let all = [
            ("authorized", &self.lea, json!({ "coverage": coverage, "reason": "As agreed." })),
            ("received", &self.lou, json!({ "rma_number": case.repair["rma_number"] })),
            ("diagnosing", &self.tom, json!({ "intake": intake })),
            ("testing", &self.tom, json!({ "work": { "text": "Cleaned.", "minutes": 5 } })),
            ("ready_to_ship", &self.tom, ready),
        ];
        let until = all.iter().position(|(to, ..)| *to == state).map_or(0, |at| at + 1);
        for (to, who, body) in all.into_iter().take(until) {
            case.moves(who, to, body).await;
        }
        case
    }

    /// Its customer gives an address, and says the second line of it once more in a message and in the name of a file;
    /// so does an agent in a note.
    async fn address(&self, case: &Case, customer: &Person, words: &[String; 4]) {
        case.puts(customer, words).await.expect(200);
        self.copies(RepairId::from_uuid(case.repair["id"].as_str().unwrap().parse().unwrap())).await;
        let file = customer.uploads(&format!("{}.txt", words[1]), b"Where I live.").await;
        let body = format!("It is {}, as ever.", words[1].to_uppercase());
        let message = json!({ "kind": "reply", "body": body, "attachment_ids": [file["id"]] });
        customer.writes(&case.ticket, message).await.expect(201);
        self.bo.notes(&case.ticket, &body).await;
    }

    /// A case to which something is sent before its device comes.
    async fn prepaid(&self, serial: &str) -> Case {
        let case = self.case(serial, "authorized", "goodwill").await;
        case.changes(&self.bo, json!({ "prepaid": true })).await.expect(200);
        case
    }
}

impl Case {
    async fn moves(&self, who: &Person, to: &str, mut body: Value) {
        body["to"] = json!(to);
        let path = format!("{}/transitions", self.path);
        who.with("if-match", "*").post(&path, &body).await.expect(200);
    }

    async fn changes(&self, who: &Person, body: Value) -> Reply {
        let client = who.with("if-match", "*").with("content-type", "application/merge-patch+json");
        client.send(Method::PATCH, &self.path, body.to_string()).await
    }

    async fn puts(&self, who: &Person, [street, line, recipient, note]: &[String; 4]) -> Reply {
        let address = json!({
            "country": "DE", "recipient": recipient, "street_lines": [street, line], "postal_code": "10997",
            "locality": "Berlin", "delivery_note": note
        });
        let client = who.with("if-match", "*").with("content-type", "application/json");
        client.send(Method::PUT, &format!("{}/address", self.path), address.to_string()).await
    }

    /// By which rules its addresses have ended.
    async fn rules(&self, who: &Person) -> Vec<String> {
        let receipt = who.get(&format!("{}/purge-receipt", self.path)).await.expect(200).json;
        let rule = |end: &Value| end["rule"].as_str().unwrap().to_owned();
        receipt["items"].as_array().unwrap().iter().map(rule).collect()
    }
}

/// A case with the rules of its receipts.
type Ended = (Case, &'static [&'static str]);

/// Ends that someone decides on.
async fn decided(desk: &Desk<'_>, words: &[String; 4], others: &[String; 4]) -> Vec<Ended> {
    let Desk { ann, bo, lou, lea, app, .. } = desk;
    let cancelled = desk.prepaid("K61-000001").await;
    desk.address(&cancelled, ann, words).await;
    cancelled.moves(ann, "cancelled", json!({})).await;

    let refunded = desk.case("K61-000002", "diagnosing", "goodwill").await;
    desk.address(&refunded, ann, words).await;
    refunded.moves(lea, "closed", json!({ "outcome": "refunded", "reason": "It is beyond repair." })).await;

    let recycled = desk.case("K61-000003", "diagnosing", "paid").await;
    desk.address(&recycled, ann, words).await;
    let quote = json!({
        "currency": "EUR", "maximum": true, "days_needed": 3, "decline_fee_minor": 0,
        "lines": [{ "kind": "fee", "text": "Work", "quantity_milli": 1000, "unit_minor": 100, "tax_rate": 0 }],
        "valid_until": app.now() + Duration::days(10),
    });
    recycled.moves(bo, "awaiting_approval", json!({ "quote": quote })).await;
    let quotes = ann.get(&format!("{}/quotes", recycled.path)).await.expect(200).json;
    let offer = &quotes["items"][0];
    let version = json!({ "version": offer["version"], "content_hash": offer["content_hash"] });
    recycled.moves(ann, "closed", json!({ "quote_version": version, "recycling_consent": true })).await;

    let exchanged = desk.case("K61-000004", "diagnosing", "goodwill").await;
    desk.address(&exchanged, ann, words).await;
    let other_unit =
        json!({ "outcome": "exchanged", "reason": "The board is dead.", "replacement_serial": "K61-000815" });
    exchanged.moves(lea, "ready_to_ship", other_unit).await;
    exchanged.moves(lou, "delivered", json!({ "identity_checked": true })).await;
    exchanged.moves(ann, "closed", json!({})).await;

    let lost = desk.case("K61-000005", "ready_to_ship", "goodwill").await;
    desk.address(&lost, ann, words).await;
    lost.moves(lou, "outbound", json!({ "serial": "K61-000005" })).await;
    lost.moves(lea, "closed", json!({ "outcome": "lost_compensated", "reason": "The carrier lost it." }))
        .await;

    let corrected = desk.case("K61-000006", "ready_to_ship", "goodwill").await;
    desk.address(&corrected, ann, others).await;
    desk.address(&corrected, ann, words).await;
    corrected.moves(lou, "delivered", json!({ "identity_checked": true })).await;
    corrected.moves(ann, "closed", json!({})).await;

    let withdrawn = desk.case("K61-000007", "received", "goodwill").await;
    desk.address(&withdrawn, ann, words).await;
    let path = format!("{}/address", withdrawn.path);
    ann.with("if-match", "*").send(Method::DELETE, &path, "").await.expect(204);

    let fetched = desk.case("K61-000008", "received", "goodwill").await;
    desk.address(&fetched, ann, words).await;
    fetched.changes(ann, json!({ "return_method": "pick_up" })).await.expect(200);
    let ends: [Ended; 8] = [
        (cancelled, &["cancelled"]),
        (refunded, &["closed"]),
        (recycled, &["closed"]),
        (exchanged, &["closed"]),
        (lost, &["closed"]),
        (corrected, &["replaced", "closed"]),
        (withdrawn, &["withdrawn"]),
        (fetched, &["not_needed"]),
    ];
    ends.into()
}

/// Ends without a repair, and one after which the parcel came back.
async fn given_up(desk: &Desk<'_>, words: &[String; 4], others: &[String; 4]) -> Vec<Ended> {
    let Desk { ann, bo, lea, .. } = desk;
    // Before anything is decided there can be none: what is refused leaves nothing.
    let rejected = desk.case("K61-000015", "requested", "goodwill").await;
    rejected.puts(ann, words).await.expect(409);
    rejected.moves(bo, "rejected", json!({ "reason": "It is not ours." })).await;

    let beyond_repair = desk.case("K61-000016", "diagnosing", "goodwill").await;
    desk.address(&beyond_repair, ann, words).await;
    let given_up = json!({ "outcome": "beyond_economic_repair", "reason": "The board is dead." });
    beyond_repair.moves(lea, "closed", given_up).await;
    let back = came_back(desk, words, others).await;
    vec![(rejected, &[]), (beyond_repair, &["closed"]), (back, &["closed", "closed"])]
}

/// The parcel came back after the end: an address is given anew, and ends with the second end.
async fn came_back(desk: &Desk<'_>, words: &[String; 4], others: &[String; 4]) -> Case {
    let Desk { ann, lou, .. } = desk;
    let case = desk.case("K61-000017", "ready_to_ship", "goodwill").await;
    desk.address(&case, ann, words).await;
    let out = json!({ "serial": "K61-000017" });
    case.moves(lou, "outbound", out.clone()).await;
    case.moves(ann, "delivered", json!({})).await;
    case.moves(ann, "closed", json!({})).await;
    case.moves(lou, "undeliverable", json!({ "rma_number": case.repair["rma_number"] })).await;
    desk.address(&case, ann, others).await;
    case.moves(ann, "ready_to_ship", json!({})).await;
    case.moves(lou, "outbound", out).await;
    case.moves(ann, "delivered", json!({})).await;
    case.moves(ann, "closed", json!({})).await;
    case
}

/// Asks for the customer's account to be erased.
async fn erases(customer: &Person, repairs: &str) {
    let erasure = json!({ "kind": "erasure", "repairs": repairs });
    customer.post("/api/v1/me/privacy-requests", &erasure).await.expect(201);
}

/// Ends with the erasure of the customer's account: one repair is finished first, one is stopped on the bench and one
/// before it began.
async fn erased(desk: &Desk<'_>, words: &[String; 4]) -> Vec<Ended> {
    let Desk { eve, sam, lou, app, .. } = desk;
    let finished = desk.case_of(eve, "K61-000012", "ready_to_ship", "goodwill").await;
    desk.address(&finished, eve, words).await;
    erases(eve, "finish").await;
    app.run_jobs().await;
    finished.moves(lou, "delivered", json!({ "identity_checked": true })).await;
    finished.moves(eve, "closed", json!({})).await;

    let called_off = desk.case_of(sam, "K61-000013", "authorized", "goodwill").await;
    called_off.changes(&desk.bo, json!({ "prepaid": true })).await.expect(200);
    desk.address(&called_off, sam, words).await;
    let stopped = desk.case_of(sam, "K61-000014", "ready_to_ship", "goodwill").await;
    desk.address(&stopped, sam, words).await;
    erases(sam, "stop").await;
    app.run_jobs().await;
    stopped.moves(lou, "delivered", json!({ "identity_checked": true })).await;
    stopped.moves(sam, "closed", json!({})).await;
    app.run_jobs().await;
    app.pass(Duration::seconds(6));
    for gone in [eve, sam] {
        gone.get("/api/v1/me").await.expect(401);
    }
    vec![(finished, &["closed"]), (called_off, &["cancelled"]), (stopped, &["not_needed"])]
}

/// Nobody claims a device whose parcel came back; a second person agrees that it goes.
async fn disposed(desk: &Desk<'_>, unclaimed: &Case) {
    let Desk { bo, lea, .. } = desk;
    let place = format!("{}/disposal-confirmation", unclaimed.path);
    bo.with("if-match", "*").send(Method::PUT, &place, "").await.expect(200);
    let disposal = json!({ "way": "recycled", "data_destroyed": true });
    let agreed = json!({ "reason": "Nobody answers.", "second_person_id": bo.id, "disposal": disposal });
    unclaimed.moves(lea, "closed", agreed).await;
}

kit::both_engines!(an_address_is_in_plain_text_nowhere_however_it_ends, |app| {
    let (log, _listening) = Log::listen();
    let (words, others) = (words(&app), words(&app));
    let all = [words.as_slice(), others.as_slice()].concat();
    // What nobody has pasted is nowhere at any time.
    let pasted = [words[1].clone(), others[1].clone()];
    let given: Vec<_> = all.iter().filter(|word| !pasted.contains(word)).cloned().collect();
    let (all, given, pasted) = (Needles::of(&all), Needles::of(&given), Needles::of(&pasted));
    let since = disk::now(&app.database).await;
    let mut desk = Desk::open(&app).await;
    let mut ends = decided(&desk, &words, &others).await;
    ends.extend(given_up(&desk, &words, &others).await);
    ends.extend(erased(&desk, &words).await);
    app.run_jobs().await;

    // Those that time ends.
    let never_came = desk.prepaid("K61-000018").await;
    desk.address(&never_came, &desk.ann, &words).await;
    never_came.moves(&desk.ann, "inbound", json!({})).await;
    let silent = desk.case("K61-000019", "ready_to_ship", "goodwill").await;
    desk.address(&silent, &desk.ann, &words).await;
    silent.moves(&desk.lou, "outbound", json!({ "serial": "K61-000019" })).await;
    let expired = desk.prepaid("K61-000009").await;
    desk.address(&expired, &desk.ann, &words).await;
    let kept_for_long = desk.case("K61-000010", "received", "goodwill").await;
    desk.address(&kept_for_long, &desk.ann, &words).await;
    let unclaimed = desk.case("K61-000011", "ready_to_ship", "goodwill").await;
    desk.address(&unclaimed, &desk.ann, &words).await;
    unclaimed.moves(&desk.lou, "outbound", json!({ "serial": "K61-000011" })).await;
    unclaimed.moves(&desk.lou, "undeliverable", json!({})).await;
    let before = stored(&app, &pasted).await;
    for column in ["message.body", "attachment.file_name"] {
        assert!(before.iter().any(|name| name == column), "nothing is in {column}: {before:?}");
    }
    // PostgreSQL does so by itself, when it likes.
    disk::takes_samples(&app.database).await;
    let readable = desk.readable().await;
    assert!(readable.len() > 15 && readable.iter().all(|is| *is), "until a rotation: {readable:?}");
    // Its notices are over before the ceiling of the other comes.
    for week in 0..27 {
        desk.copies_again().await;
        app.pass(Duration::days(7));
        app.worker.tick().await.unwrap();
        app.run_jobs().await;
        if week == 19 {
            desk.sign_in_again().await;
            disposed(&desk, &unclaimed).await;
        }
    }
    desk.sign_in_again().await;
    ends.push((unclaimed, &["closed"]));
    ends.push((expired, &["expired"]));
    ends.push((never_came, &["closed"]));
    ends.push((silent, &["closed"]));
    ends.push((kept_for_long, &["ceiling"]));

    for (case, rules) in &ends {
        assert_eq!(case.rules(&desk.lea).await, *rules, "{}", case.repair["rma_number"]);
        let there_is_none = desk.ann.get(&format!("{}/address", case.path)).await;
        there_is_none.expect(404);
    }
    for _ in 0..2 {
        app.pass(Duration::hours(25));
        for step in Step::ALL {
            app.worker.rotate(step).await.unwrap();
        }
    }
    let readable = desk.readable().await;
    assert!(readable.iter().all(|is| !is), "behind the rotations: {readable:?}");
    let found = leaks(&app, &log, &given, since.as_ref()).await;
    assert!(found.is_empty(), "{found:#?}");
    assert_eq!(stored(&app, &all).await, Vec::<String>::new());
    disk::tidy_up(&app.database).await;
    let found = all.found_in_files(&disk::of_desk(&app.database).await);
    assert_eq!(found, Vec::<String>::new());
});
