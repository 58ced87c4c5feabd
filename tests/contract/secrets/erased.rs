//! The marker test of erasure: of who is erased nothing is left, neither a word nor the account's id; of others
//! all is.

use std::collections::BTreeSet;

use axum::http::Method;
use domain::privacy::{End, end_of, personal_columns};
use kit::{Needles, Person, TestApp, Visitor, disk, path_of};
use serde_json::{Value, json};

use super::{
    places::{self, Place},
    story::Story,
};

/// What the staff names for itself, which this story leaves out.
const OF_THE_DESK: [&str; 3] = ["view", "macro", "said"];

/// Every column, as text; without what was written down of a parcel that is nobody's.
async fn stored(app: &TestApp) -> Vec<Place> {
    let mut all = places::stored_elsewhere(app).await;
    all.extend(places::stored_on_purpose(app).await);
    all.retain(|place| !place.name.starts_with("unidentified_parcel."));
    all
}

/// Which of these words stand where.
fn found(places: &[Place], words: &[String]) -> BTreeSet<String> {
    let of_place = |place: &Place| {
        let text = place.text.to_lowercase();
        let digits = text.replace('-', "");
        let is_there = |word: &&String| text.contains(word.as_str()) || digits.contains(word.as_str());
        words.iter().filter(is_there).map(|word| format!("{word} in {}", place.name)).collect::<Vec<_>>()
    };
    places.iter().flat_map(of_place).collect()
}

/// Personal columns that an erasure ends and in which this story leaves no word of the person, nor the account's id:
/// they hold numbers, dates and hashes, ids of the staff, or nothing. What is in none of them is proved to be gone.
const NOT_FILLED: &[&str] = &[
    "account.country",
    "account.language",
    "account.number",
    "account.password_hash",
    "account.time_zone",
    "address_access.account_id",
    "address_access.reason",
    "api_token.token_hash",
    "attachment.sha256",
    "coverage_entry.ends_on",
    "coverage_entry.recorded_by",
    "coverage_entry.starts_on",
    "device.purchased_on",
    "device.seller_country",
    "device_facts.connection",
    "disclosure.actor_id",
    "draft.mentions",
    "merged_participant.account_id",
    "participant.added_by",
    "presence.account_id",
    "privacy_request.account_id",
    "recovery_code.account_id",
    "recovery_code.code_hash",
    "repair_case.assignee_id",
    "repair_case.disposal_confirmed_by",
    "repair_case.legal_hold_reason",
    "repair_case.replacement_serial",
    "repair_case.ship_city",
    "repair_case.ship_postcode",
    "repair_decision.decided_by",
    "repair_decision.reasons",
    "repair_exchange.decided_by",
    "repair_exchange.new_serial",
    "repair_exchange.old_serial",
    "repair_intake.confirmed_by",
    "repair_intake.confirmed_reason",
    "repair_intake.done_by",
    "repair_intake.returned",
    "repair_intake.returned_by",
    "repair_notice.given_by",
    "repair_notice.proof",
    "repair_quote.decided_by",
    "repair_quote.final_by",
    "repair_quote.issued_by",
    "repair_shipment.created_by",
    "repair_shipment_event.reported_by",
    "repair_diagnosis.done_by",
    "repair_work.done_by",
    "ticket_event.from_value",
    "totp.sealed_secret",
    "unidentified_parcel.contents",
    "unidentified_parcel.place",
    "unidentified_parcel.reason",
    "unidentified_parcel.recorded_by",
    "unidentified_parcel.serial",
    "unidentified_parcel.settled_by",
    "unidentified_parcel.tracking_number",
];

/// Which of the columns that an erasure ends hold none of these words.
fn empty_columns(places: &[Place], words: &[String]) -> BTreeSet<String> {
    let is_ended = |table, column| {
        !matches!(
            end_of(table, column),
            Some(End::OfStaff | End::ByItself | End::Stays(_) | End::EndedBefore) | None
        )
    };
    let holds = |name: &str| {
        let place = places.iter().find(|place| place.name == name);
        place.is_some_and(|place| !found(std::slice::from_ref(place), words).is_empty())
    };
    personal_columns()
        .filter(|entry| is_ended(entry.table, entry.column))
        .map(|entry| format!("{}.{}", entry.table, entry.column))
        // Jobs come and go.
        .filter(|name| name != "job.payload" && !holds(name))
        .collect()
}

/// Somebody else, with whom who is erased has talked.
struct Other {
    person: Person,
    words: Vec<String>,
    ticket: Value,
}

impl Other {
    async fn comes(app: &TestApp) -> Self {
        let person = app.customer("theodwordname").await;
        let me = person.get("/api/v1/me").await.expect(200).json;
        let contact = json!({ "city": "theowordcity", "postcode": "theow9", "phone": "+4930901820" });
        person.patch("/api/v1/me", &me["version"], &contact).await.expect(200);
        let file = person.uploads("theowordfile.txt", b"theowordbytes").await;
        let new = json!({
            "subject": "theowordsubject", "body": "theowordbody", "attachment_ids": [file["id"]],
        });
        let ticket = person.post("/api/v1/tickets", &new).await.expect(201).json;
        person.uploads("theowordwaiting.txt", b"it waits").await;
        let draft = json!({ "kind": "reply", "body": "theoworddraft" });
        person.with("if-match", "*").put(&format!("{}/draft", path_of(&ticket)), &draft).await.expect(200);
        let words = [
            "theodwordname",
            "theowordcity",
            "theow9",
            "4930901820",
            "theowordfile",
            "theowordsubject",
            "theowordbody",
            "theowordwaiting",
            "theoworddraft",
        ];
        let words = words.map(str::to_owned).into_iter().chain([person.id.replace('-', "")]).collect();
        Self { person, words, ticket }
    }
}

impl Story<'_> {
    /// The customer's every word is stored.
    async fn all_that_is_stored(&mut self) {
        self.all_that_succeeds().await;
        self.devices().await;
        self.repairs().await;
    }

    /// What the customer says in a ticket of somebody else, and what waits to be said.
    async fn talks_to(&mut self, other: &Other) {
        let customer = self.customer().await;
        let me = customer.get("/api/v1/me").await.expect(200).json["id"].as_str().unwrap().to_owned();
        let part = format!("{}/participants/{me}", path_of(&other.ticket));
        self.agent().await.client().send(Method::PUT, &part, "").await.expect(200);
        let file =
            customer.upload(&format!("{}.txt", self.markers.of("file")), b"bytes").await.expect(201).json;
        let said =
            json!({ "kind": "reply", "body": self.markers.of("body"), "attachment_ids": [file["id"]] });
        customer.post(&format!("{}/messages", path_of(&other.ticket)), &said).await.expect(201);
        customer.upload(&format!("{}.txt", self.markers.of("file")), b"waits").await.expect(201);
        let draft = json!({ "kind": "reply", "body": self.markers.of("draft") });
        let place = format!("{}/draft", path_of(&self.ticket));
        customer.with("if-match", "*").put(&place, &draft).await.expect(200);
        self.has_begun_much(&customer, other).await;
        self.work().await;
    }

    /// What the customer has not ended: a new address, a new password, sign-in in two steps, somebody's invitation.
    async fn has_begun_much(&mut self, customer: &Visitor, other: &Other) {
        let next = format!("{}@example.org", self.markers.of("city"));
        let next = json!({ "email": next, "password": self.markers.of("password") });
        customer.post("/api/v1/me/email-change", &next).await.expect(202);
        let address = json!({ "email": self.markers.address() });
        self.app.visitor().post("/api/v1/auth/password-reset", &address).await.expect(202);
        customer.post("/api/v1/me/totp", &Value::Null).await.expect(201);
        let ticket = other.person.opens_ticket("theodwordname asks").await;
        let place = format!("{}/participants", path_of(&ticket));
        other.person.client().put(&place, &address).await.expect(202);
    }

    /// Asks to be erased and picks the device up; returns the account's id.
    async fn is_erased(&mut self) -> String {
        let customer = self.customer().await;
        let id = customer.get("/api/v1/me").await.expect(200).json["id"].as_str().unwrap().to_owned();
        let erasure = json!({ "kind": "erasure", "repairs": "stop" });
        let asked = customer.post("/api/v1/me/privacy-requests", &erasure).await.expect(201).json;
        self.work().await;
        let place = format!("/api/v1/me/privacy-requests/{}", asked["id"].as_str().unwrap());
        let waits_for = customer.get(&place).await.expect(200).json["waits_for"].clone();
        let path = format!("/api/v1/repairs/{}", waits_for[0]["repair_id"].as_str().unwrap());
        self.is_picked_up(&customer, &path).await;
        self.work().await;
        self.app.pass(chrono::Duration::seconds(6));
        customer.get("/api/v1/me").await.expect(401);
        id
    }

    async fn is_picked_up(&mut self, customer: &Visitor, path: &str) {
        let staff = self.app.sign_in("ada@desk.example.org").await.with("if-match", "*");
        let quote = customer.get(&format!("{path}/quotes")).await.expect(200).json["items"][0].clone();
        let version = json!({ "version": quote["version"], "content_hash": quote["content_hash"] });
        let declined = json!({ "to": "ready_to_ship", "quote_version": version });
        let moves = format!("{path}/transitions");
        customer.with("if-match", "*").post(&moves, &declined).await.expect(200);
        let back = json!({ "accessories": [{ "name": self.markers.of("repair"), "returned": 1 }] });
        staff.put(&format!("{path}/accessories"), &back).await.expect(200);
        let delivered = json!({ "to": "delivered", "identity_checked": true });
        staff.post(&moves, &delivered).await.expect(200);
        customer.with("if-match", "*").post(&moves, &json!({ "to": "closed" })).await.expect(200);
    }
}

kit::both_engines!(of_who_is_erased_nothing_is_left_and_of_others_all, |app| {
    let mut story = Story::begin(&app);
    story.all_that_is_stored().await;
    let other = Other::comes(&app).await;
    story.talks_to(&other).await;
    let markers = story.markers.clone();
    let of_desk = OF_THE_DESK.map(|field| markers.of(field));
    let mut words = markers.kept_on_purpose();
    words.retain(|word| !of_desk.contains(word));
    let words: Vec<_> = words.iter().map(|word| word.trim_start_matches('+').to_lowercase()).collect();
    let before = stored(&app).await;
    for word in &words {
        assert!(!found(&before, std::slice::from_ref(word)).is_empty(), "{word} was not even stored");
    }
    let me = story.customer().await.get("/api/v1/me").await.expect(200).json;
    let id = me["id"].as_str().unwrap().replace('-', "");
    let empty = empty_columns(&before, &[words.as_slice(), &[id]].concat());
    let not_filled: BTreeSet<_> = NOT_FILLED.iter().copied().map(str::to_owned).collect();
    let differing: Vec<_> = empty.symmetric_difference(&not_filled).collect();
    assert!(differing.is_empty(), "{differing:?}");
    let of_other = found(&before, &other.words);
    assert!(of_other.len() >= other.words.len(), "{of_other:?}");

    let account = story.is_erased().await.replace('-', "");
    let after = stored(&app).await;
    let left = found(&after, &[words.as_slice(), &[account]].concat());
    assert!(left.is_empty(), "{left:#?}");
    // Jobs come and go, and who is gone is invited no more.
    let ends = |place: &String| {
        ["in job.payload", "in invitation.invited_by"].iter().any(|end| place.ends_with(end))
    };
    let lost: Vec<_> = of_other.difference(&found(&after, &other.words)).cloned().collect();
    assert!(lost.iter().all(ends), "{lost:#?}");
    assert_eq!(other.person.reads(&other.ticket).await["subject"], "theowordsubject");

    // Nor in the files beneath, once they are tidied up.
    disk::tidy_up(&app.database).await;
    let serial_and_parcel = [markers.of("serial"), markers.of("repair")].map(|word| word.to_lowercase());
    let words: Vec<_> = words.into_iter().filter(|word| !serial_and_parcel.contains(word)).collect();
    let needles = Needles::of(&words);
    let left = needles.found_in_files(&disk::of_desk(&app.database).await);
    assert!(left.is_empty(), "{left:#?}");
});
