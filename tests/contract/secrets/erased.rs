//! The marker test of erasure: of who is erased nothing is left, neither a word nor the account's id; of others
//! all is.

use std::collections::BTreeSet;

use axum::http::Method;
use kit::{Person, TestApp, Visitor, path_of};
use serde_json::{Value, json};

use super::{
    addresses::{Needles, files_of_database, read_folder, tidies_up},
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
        self.work().await;
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
    let of_other = found(&before, &other.words);
    assert!(of_other.len() >= other.words.len(), "{of_other:?}");

    let account = story.is_erased().await.replace('-', "");
    let after = stored(&app).await;
    let left = found(&after, &[words.as_slice(), &[account]].concat());
    assert!(left.is_empty(), "{left:#?}");
    // Jobs come and go.
    let lost: Vec<_> = of_other.difference(&found(&after, &other.words)).cloned().collect();
    assert!(lost.iter().all(|place| place.ends_with("in job.payload")), "{lost:#?}");
    assert_eq!(other.person.reads(&other.ticket).await["subject"], "theowordsubject");

    // Nor in the files beneath, once they are tidied up.
    tidies_up(&app).await;
    let serial_and_parcel = [markers.of("serial"), markers.of("repair")].map(|word| word.to_lowercase());
    let words: Vec<_> = words.into_iter().filter(|word| !serial_and_parcel.contains(word)).collect();
    let needles = Needles::of(&words);
    let mut files = files_of_database(&app).await;
    read_folder(&app.database.directory.path().join("attachments"), &mut files);
    let of_file = |(name, bytes): &(String, Vec<u8>)| {
        needles.found_in(bytes).into_iter().map(|word| format!("{word} in {name}")).collect::<Vec<_>>()
    };
    let left: Vec<_> = files.iter().flat_map(of_file).collect();
    assert!(left.is_empty(), "{left:#?}");
});
