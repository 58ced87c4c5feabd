//! What is taken out of a message is out everywhere, and stays out.

use axum::http::Method;
use domain::identity::Role;
use kit::{Engine, Person, Reply, TestApp, path_of};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::{
    attachments::{content_path, objects, path},
    support::{close, rows, text_of},
};

const SECRET: &str = "hunter2-Zyx";

async fn redact(person: &Person, ticket: &Value, message: &Value, redaction: Value) -> Reply {
    redact_at(person, ticket, message, "*", redaction).await
}

async fn redact_at(
    person: &Person,
    ticket: &Value,
    message: &Value,
    version: &str,
    redaction: Value,
) -> Reply {
    let path = format!("{}/messages/{}/redactions", path_of(ticket), message["id"].as_str().unwrap());
    person.with("if-match", version).post(&path, &redaction).await
}

/// The ticket's first message.
async fn first(person: &Person, ticket: &Value) -> Value {
    person.reads_all(&format!("{}/messages", path_of(ticket)), 100).await[0].clone()
}

kit::both_engines!(a_phrase_is_out_of_the_message_and_everywhere, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let new = json!({ "subject": format!("It is {SECRET}!"), "body": format!("password: {SECRET}, again {SECRET}") });
    let ticket = ann.post("/api/v1/tickets", &new).await.expect(201).json;
    let message = first(&bo, &ticket).await;
    let note = bo.notes(&ticket, &format!("> {SECRET}")).await;
    let before = bo.reads(&ticket).await;

    let once = redact(&bo, &ticket, &message, json!({ "phrases": [SECRET] })).await.expect(200).json;
    assert_eq!(once["body"], "password: [redacted], again [redacted]");
    assert!(once["redacted_at"].is_string());
    let after = bo.reads(&ticket).await;
    assert_eq!(after["version"].as_i64(), before["version"].as_i64().map(|version| version + 1));
    assert!(text_of(&bo.get(&path_of(&ticket)).await).contains(SECRET), "the subject was not meant");

    let all = json!({ "phrases": [SECRET], "everywhere": true });
    redact(&bo, &ticket, &message, all.clone()).await.expect(200);
    for place in ["", "/messages", "/events"] {
        let reply = bo.get(&format!("{}{place}", path_of(&ticket))).await.expect(200);
        assert!(!text_of(&reply).contains(SECRET), "{place}: {}", reply.json);
    }
    assert_eq!(bo.reads(&ticket).await["subject"], "It is [redacted]!");
    let version = bo.reads(&ticket).await["version"].clone();
    redact(&bo, &ticket, &message, all).await.expect(200);
    assert_eq!(bo.reads(&ticket).await["version"], version, "what is out already changes nothing");

    let kinds = |events: Vec<Value>| {
        events.iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let events = bo.reads_all(&format!("{}/events", path_of(&ticket)), 100).await;
    let of_note = events.iter().find(|event| event["kind"] == "note_redacted").unwrap();
    assert_eq!((&of_note["from"], &of_note["to"]), (&Value::Null, &note["id"]));
    assert_eq!(
        kinds(events),
        ["opened", "note_added", "message_redacted", "note_redacted", "subject_changed"]
    );
    let seen = kinds(ann.reads_all(&format!("{}/events", path_of(&ticket)), 100).await);
    assert_eq!(seen, ["opened", "message_redacted", "subject_changed"]);
    app.run_jobs().await;
});

kit::both_engines!(a_letter_that_waits_is_sent_without_it, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    app.run_jobs().await;
    app.mailbox.take();
    let reply = bo.replies(&ticket, &format!("Your pin: {SECRET}.")).await;
    redact(&bo, &ticket, &reply, json!({ "phrases": [SECRET] })).await.expect(200);
    app.run_jobs().await;
    let letter = app.mailbox.take_only_to(&ann.email);
    assert!(letter.text().contains("[redacted]"), "{}", letter.text());
    assert!(!letter.raw.contains(SECRET) && !letter.html().contains(SECRET));
});

kit::both_engines!(a_file_is_gone_with_its_name, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let (gone, named) =
        (ann.uploads("passport.jpg", b"1").await, ann.uploads("of Ann Example.txt", b"2").await);
    let ids = json!([gone["id"], named["id"]]);
    let new = json!({ "subject": "Fader", "body": "It is Ann Example.", "attachment_ids": ids });
    let ticket = ann.post("/api/v1/tickets", &new).await.expect(201).json;
    let message = first(&bo, &ticket).await;
    let redaction = json!({ "attachment_ids": [gone["id"]], "phrases": ["Ann Example"] });
    let redacted = redact(&bo, &ticket, &message, redaction).await.expect(200).json;
    assert_eq!(redacted["attachments"][0]["file_name"], Value::Null);
    assert_eq!(redacted["attachments"][1]["file_name"], "of [redacted].txt");
    app.run_jobs().await;
    assert_eq!((objects(&app).await.len(), rows(&app, "attachment").await), (1, 2));
    for person in [&ann, &bo] {
        let known = person.get(&path(&gone)).await.expect(200).json;
        for member in ["file_name", "media_type", "size", "sha256"] {
            assert_eq!(known[member], Value::Null, "{member}");
        }
        person.get(&content_path(&gone)).await.expect_problem(410, "gone");
        person.get(&content_path(&named)).await.expect(200);
    }
    let whole = redact(&bo, &ticket, &message, json!({ "whole": true })).await.expect(200).json;
    assert_eq!(whole["body"], "[redacted]");
    app.run_jobs().await;
    assert!(objects(&app).await.is_empty());
});

kit::both_engines!(a_warning_is_redacted_with_one_click, |app| {
    let (ann, ben, bo) = (app.customer("ann").await, app.customer("ben").await, app.agent("bo").await);
    let body = format!("Größe: L. Passwort: {SECRET} und IBAN DE89 3704 0044 0532 0130 00.");
    let ticket =
        ann.post("/api/v1/tickets", &json!({ "subject": "Fader", "body": body })).await.expect(201).json;
    let own = first(&ann, &ticket).await;
    assert_eq!(own["staff"], Value::Null);
    let message = first(&bo, &ticket).await;
    assert_eq!(own["warnings"], message["staff"]["warnings"], "who wrote it is warned");
    assert_eq!(message["warnings"], Value::Null);
    let place = format!("{}/participants/{}", path_of(&ticket), ben.id);
    bo.client().send(Method::PUT, &place, "").await.expect(200);
    assert_eq!(first(&ben, &ticket).await["warnings"], Value::Null, "others are not told what it looks like");
    let warnings = message["staff"]["warnings"].as_array().unwrap();
    let kinds: Vec<_> = warnings.iter().map(|warning| warning["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["password", "iban"]);
    let ranges: Vec<_> = warnings.iter().map(|w| json!({ "start": w["start"], "end": w["end"] })).collect();
    let version = bo.reads(&ticket).await["version"].clone();
    let tag = format!("\"{version}\"");
    let redacted =
        redact_at(&bo, &ticket, &message, &tag, json!({ "ranges": ranges })).await.expect(200).json;
    assert_eq!(redacted["body"], "Größe: L. Passwort: [redacted] und IBAN [redacted].");
    assert_eq!(redacted["staff"]["warnings"], json!([]));
    // The pieces were counted in a text that is no more.
    let again = redact_at(&bo, &ticket, &message, &tag, json!({ "ranges": ranges })).await;
    again.expect_problem(412, "precondition_failed");
    app.run_jobs().await;
});

kit::both_engines!(who_asks_is_warned_of_the_subject, |app| {
    let (ann, ben, bo) = (app.customer("ann").await, app.customer("ben").await, app.agent("bo").await);
    let subject = "3 jams, Hauptstraße 12, 10115 Berlin";
    let new = json!({ "subject": subject, "body": "It jams." });
    let ticket = ann.post("/api/v1/tickets", &new).await.expect(201).json;
    let warnings = json!([{ "kind": "postal_address", "start": 8, "end": 36 }]);
    assert_eq!(ticket["subject_warnings"], warnings, "at once");
    assert_eq!(ann.reads(&ticket).await["subject_warnings"], warnings);
    let told = bo.reads(&ticket).await;
    assert_eq!((&told["subject_warnings"], &told["staff"]["subject_warnings"]), (&Value::Null, &warnings));
    let place = format!("{}/participants/{}", path_of(&ticket), ben.id);
    bo.client().send(Method::PUT, &place, "").await.expect(200);
    assert_eq!(ben.reads(&ticket).await["subject_warnings"], Value::Null, "it is not theirs");
    assert_eq!(ann.opens_ticket("Fader 3").await["subject_warnings"], json!([]));
    app.run_jobs().await;
});

kit::both_engines!(a_card_is_masked_before_it_is_stored, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let new = json!({ "subject": "Card 4111 1111 1111 1111", "body": "It is 4111111111111111 and S/N 4111111111111112." });
    let ticket = ann.post("/api/v1/tickets", &new).await.expect(201).json;
    assert_eq!(ticket["subject"], "Card •••• •••• •••• 1111");
    assert_eq!(ticket["subject_warnings"], json!([{ "kind": "masked_card", "start": 5, "end": 24 }]));
    let message = first(&ann, &ticket).await;
    assert_eq!(message["body"], "It is ••••••••••••1111 and S/N 4111111111111112.");
    assert_eq!(message["warnings"], json!([{ "kind": "masked_card", "start": 6, "end": 22 }]));
    let reply = ann.replies(&ticket, "5555 5555 5555 4444").await;
    assert_eq!(reply["body"], "•••• •••• •••• 4444");
    let events = bo.reads_all(&format!("{}/events", path_of(&ticket)), 100).await;
    assert_eq!(events.iter().filter(|event| event["kind"] == "card_masked").count(), 2);
    let told = json!(events).to_string();
    assert!(!told.contains("4111") && !told.contains('•'), "{told}");
    app.run_jobs().await;
});

kit::both_engines!(only_who_may_takes_out_and_only_what_is_there, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let (tom, officer) =
        (app.staff("tom", Role::Technician).await, app.staff("pat", Role::PrivacyOfficer).await);
    let (ticket, other) = (ann.opens_ticket("Fader").await, ann.opens_ticket("Knob").await);
    let message = first(&bo, &ticket).await;
    let phrase = json!({ "phrases": ["please"] });
    for person in [&ann, &tom] {
        redact(person, &ticket, &message, phrase.clone()).await.expect_problem(403, "forbidden");
    }
    redact(&bo, &other, &message, phrase.clone()).await.expect_problem(404, "not_found");
    for (bad, pointer) in [
        (json!({}), "#"),
        (json!({ "everywhere": true }), "#"),
        (json!({ "phrases": ["ab"] }), "#/phrases/0"),
        (json!({ "ranges": [{ "start": 0, "end": 9999 }] }), "#/ranges/0"),
        (json!({ "ranges": [{ "start": 0, "end": 3 }, { "start": 3, "end": 3 }] }), "#/ranges/1"),
        (json!({ "attachment_ids": [message["id"]] }), "#/attachment_ids/0"),
    ] {
        redact(&bo, &ticket, &message, bad).await.expect_problem(422, "validation_failed").at(pointer);
    }
    let path = format!("{}/messages/{}/redactions", path_of(&ticket), message["id"].as_str().unwrap());
    bo.post(&path, &phrase).await.expect_problem(428, "precondition_required");
    assert_eq!(first(&bo, &ticket).await["body"], message["body"]);
    let done = redact(&officer, &ticket, &message, phrase).await.expect(200).json;
    assert_eq!(done["body"], "Fader: [redacted] help.");
    app.run_jobs().await;
});

kit::both_engines!(a_closed_ticket_can_be_redacted, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    let [_, bo] = close(&app, &ticket, [&ann, &bo]).await;
    let message = first(&bo, &ticket).await;
    let keyed = bo.with("idempotency-key", "once").with("if-match", "*");
    let path = format!("{}/messages/{}/redactions", path_of(&ticket), message["id"].as_str().unwrap());
    for _ in 0..2 {
        let done = keyed.post(&path, &json!({ "whole": true })).await.expect(200).json;
        assert_eq!(done["body"], "[redacted]");
    }
    assert_eq!(bo.reads(&ticket).await["status"], "closed");
});

/// SQLite overwrites what it deletes; PostgreSQL's old rows go with its vacuum.
#[tokio::test]
async fn nothing_of_it_is_left_in_the_database_file() {
    kit::run(Engine::Sqlite, |app| async move {
        let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
        let long = format!("{} {SECRET} {}", "before ".repeat(2000), "after ".repeat(2000));
        let new = json!({ "subject": format!("Short {SECRET}"), "body": long });
        let ticket = ann.post("/api/v1/tickets", &new).await.expect(201).json;
        assert!(is_in_file(&app).await, "it was there");
        let message = first(&bo, &ticket).await;
        redact(&bo, &ticket, &message, json!({ "phrases": [SECRET], "everywhere": true })).await.expect(200);
        assert!(!is_in_file(&app).await);
        app.run_jobs().await;
    })
    .await;
}

async fn is_in_file(app: &TestApp) -> bool {
    let database = app.database.connect().await;
    database.connection().execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await.unwrap();
    database.close().await.unwrap();
    let folder = app.database.directory.path();
    let files =
        std::fs::read_dir(folder).unwrap().filter_map(|entry| std::fs::read(entry.unwrap().path()).ok());
    files.into_iter().any(|bytes| bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes()))
}

kit::both_engines!(a_draft_in_a_ticket_that_was_merged_away_keeps_no_quote, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let lead = app.staff("lea", Role::Lead).await;
    let target = ann.opens_ticket("Fader").await;
    let again = json!({ "subject": "Again", "body": format!("It is {SECRET}.") });
    let source = ann.post("/api/v1/tickets", &again).await.expect(201).json;
    let draft = json!({ "kind": "note", "body": format!("> It is {SECRET}.") });
    let place = format!("{}/draft", path_of(&source));
    bo.with("if-match", "*").put(&place, &draft).await.expect(200);
    let merges = format!("{}/merges", path_of(&target));
    bo.with("if-match", "*").post(&merges, &json!({ "source_id": source["id"] })).await.expect(201);
    let messages = bo.reads_all(&format!("{}/messages", path_of(&target)), 50).await;
    let moved = messages.iter().find(|message| message["body"].as_str().unwrap().contains(SECRET)).unwrap();
    redact(&lead, &target, moved, json!({ "phrases": [SECRET] })).await.expect(200);
    let kept = bo.get(&place).await.expect(200).json;
    assert!(!kept.to_string().contains(SECRET), "{kept}");
    app.run_jobs().await;
    app.mailbox.take();
});
