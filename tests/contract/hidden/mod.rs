//! What only staff know is looked for by customers through every operation there is. Nothing tells it: no
//! text, no count, no version, no letter.

mod written;

use axum::http::Method;
use domain::identity::Role;
use kit::{Person, Reply, TestApp, path_of};
use serde_json::{Value, json};

use crate::{
    calls::Call,
    desk::Desk,
    document::{Operation, operations},
};

const NOTE: &str = "zwieback";
const TAG: &str = "knackwurst";
const TEAM: &str = "Pumpernickel";
const VIEW: &str = "Butterkuchen";
const FILE: &str = "spekulatius";
/// Of a ticket that was split off and of a customer that nobody else knows.
const SUBJECT: &str = "leberknoedel";
const HIDDEN: [&str; 6] = [NOTE, TAG, TEAM, VIEW, FILE, SUBJECT];
/// Stands nowhere.
const NOWHERE: &str = "xylophonist";
/// All requests are given this name, so that answers can be equal to the last byte.
const REQUEST_ID: &str = "one-and-the-same";

/// Everything that staff can write where the customers must not see it, at the customer's ticket.
async fn hide(desk: &Desk) {
    let (agent, admin) = (desk.person(Role::Agent), desk.person(Role::Admin));
    let file = agent.uploads(&format!("{FILE}.txt"), FILE.as_bytes()).await;
    let note = json!({
        "kind": "note", "body": format!("It says {NOTE}."),
        "attachment_ids": [file["id"]], "mentions": [admin.id],
    });
    agent.writes(&desk.ticket, note).await.expect(201);
    let team = admin.post("/api/v1/teams", &json!({ "name": TEAM })).await.expect(201).json;
    let change = json!({
        "tags": [TAG], "priority": "urgent", "team_id": team["id"], "assignee_id": agent.id,
    });
    admin.changes(&desk.ticket, change).await;
    let view = json!({ "name": VIEW, "shared_with": "everyone" });
    admin.post("/api/v1/views", &view).await.expect(201);
    let follower = format!("{}/participants/{}", path_of(&desk.ticket), admin.id);
    admin.client().send(Method::PUT, &follower, "").await.expect(200);
    let other = desk.peer.opens_ticket(SUBJECT).await;
    let link = json!({ "relation": "relates_to", "ticket_id": other["id"] });
    agent.post(&format!("{}/links", path_of(&desk.ticket)), &link).await.expect(201);
}

/// Everything that is read as a whole. The stream of events has no end; its tests are beside it. The list of who
/// looked at an address grows with each look that this test itself takes.
fn reads() -> impl Iterator<Item = Operation> {
    let is_kept = |operation: &Operation| {
        operation.method == "get" && !is_stream(operation) && operation.id() != "listAddressAccesses"
    };
    operations().into_iter().filter(is_kept)
}

fn is_stream(operation: &Operation) -> bool {
    operation.spec["responses"]["200"]["content"]["text/event-stream"].is_object()
}

/// A read by a customer, about the desk's things; each flag of the operation is also raised.
fn calls(operation: &Operation, desk: &Desk) -> Vec<Call> {
    let plain = Call::plausible(operation, desk, Some(Role::Customer));
    let flags = operation.parameters("query").filter(|parameter| parameter["schema"]["type"] == "boolean");
    let raised = flags.map(|flag| asking(&plain, flag["name"].as_str().unwrap(), "true"));
    std::iter::once(plain.clone()).chain(raised).collect()
}

/// The call with a value of a parameter.
fn asking(call: &Call, parameter: &str, value: &str) -> Call {
    let (path, query) = call.path.split_once('?').unwrap_or((&call.path, ""));
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    pairs.extend_pairs(url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != parameter));
    pairs.append_pair(parameter, value);
    call.to(&format!("{path}?{}", pairs.finish()))
}

async fn read(call: &Call, reader: &Person) -> Reply {
    let mut reply = call.by(&reader.with("x-request-id", REQUEST_ID)).await;
    reply.headers.remove("date");
    reply
}

/// Everything that the readers can read, in a fixed order.
async fn everything(desk: &Desk, readers: &[&Person]) -> Vec<(String, Reply)> {
    let mut found = Vec::new();
    for operation in reads() {
        for call in calls(&operation, desk) {
            for reader in readers {
                let what = format!("{} by {}", call.path, reader.email);
                found.push((what, read(&call, reader).await));
            }
        }
    }
    found
}

/// Fails if the answers differ in anything.
#[track_caller]
fn assert_same(what: &str, before: &Reply, after: &Reply) {
    let same = (before.status, &before.headers, &before.body) == (after.status, &after.headers, &after.body);
    assert!(same, "{what}: {before:#?} is not {after:#?}");
}

/// What is made of a word to look for it.
fn phrased(parameter: &str, word: &str) -> Vec<String> {
    let mut phrases = vec![word.to_owned()];
    if parameter == "q" {
        let conditions = ["tag:", "team:", "assignee:", "subject:", "status:", "requester:", "-", "-tag:"];
        phrases.extend(conditions.map(|condition| format!("{condition}{word}")));
        phrases.extend([format!("\"{word}\""), format!("{}*", &word[..4]), format!("{word} OR fader")]);
    }
    phrases
}

fn is_text(parameter: &Value) -> bool {
    let schema = resolved_of(parameter);
    let is_formed = schema["format"].is_string() || schema["enum"].is_array();
    schema["type"] == "string" && !is_formed && parameter["name"] != "cursor"
}

fn resolved_of(parameter: &Value) -> Value {
    match parameter["schema"]["$ref"].as_str() {
        Some(_) => json!({ "enum": [] }),
        None => parameter["schema"].clone(),
    }
}

/// The reply, with what was asked for taken out.
fn without(mut reply: Reply, phrase: &str) -> (u16, String, String) {
    reply.headers.remove("content-length");
    let encoded: String = url::form_urlencoded::byte_serialize(phrase.as_bytes()).collect();
    let clean = |text: String| text.replace(&encoded, "…").replace(phrase, "…");
    let headers = clean(format!("{:?}", reply.headers));
    (reply.status.as_u16(), headers, clean(String::from_utf8_lossy(&reply.body).into_owned()))
}

async fn assert_not_found(operation: &Operation, desk: &Desk, reader: &Person) -> usize {
    let plain = Call::plausible(operation, desk, Some(Role::Customer));
    let mut asked = 0;
    for parameter in operation.parameters("query").filter(|parameter| is_text(parameter)) {
        let name = parameter["name"].as_str().unwrap();
        for word in HIDDEN {
            for (hidden, nowhere) in phrased(name, word).into_iter().zip(phrased(name, NOWHERE)) {
                let found = without(read(&asking(&plain, name, &hidden), reader).await, &hidden);
                let none = without(read(&asking(&plain, name, &nowhere), reader).await, &nowhere);
                assert_eq!(found, none, "{}: {name}={hidden} by {}", operation.id(), reader.email);
                asked += 1;
            }
        }
    }
    asked
}

/// How the stream of events begins for one who claims to have read up to there.
async fn streamed(reader: &Person, word: &str) -> Result<Option<Value>, (u16, String, String)> {
    let reader = reader.with("x-request-id", REQUEST_ID).with("last-event-id", word);
    match reader.listen().await {
        Ok(mut stream) => Ok(stream.next().await.map(|event| event["type"].clone())),
        Err(mut reply) => {
            reply.headers.remove("date");
            Err(without(reply, word))
        }
    }
}

async fn staff_find(desk: &Desk) {
    let agent = desk.person(Role::Agent);
    for q in [NOTE.to_owned(), format!("tag:{TAG}")] {
        let found = agent.get(&format!("/api/v1/search?q={q}")).await.expect(200).json;
        assert_eq!(found["items"][0]["id"], desk.ticket["id"], "staff find what is hidden: {q}");
    }
}

async fn letters_to_customers(app: &TestApp, customers: &[&Person]) {
    app.run_jobs().await;
    for letter in app.mailbox.take() {
        let text = &letter.raw;
        for customer in customers.iter().filter(|customer| letter.to.contains(&customer.email)) {
            let told = HIDDEN.iter().find(|word| text.contains(**word));
            assert_eq!(told, None, "a letter to {} tells it", customer.email);
        }
    }
}

kit::both_engines!(what_staff_write_among_themselves_changes_nothing_for_customers, |app| {
    let desk = Desk::open(&app).await;
    let readers = [desk.person(Role::Customer), &desk.copy];
    let before = everything(&desk, &readers).await;
    hide(&desk).await;
    staff_find(&desk).await;
    let after = everything(&desk, &readers).await;
    assert_eq!(before.len(), after.len());
    for ((what, before), (_, after)) in before.iter().zip(&after) {
        assert_same(what, before, after);
        let text = String::from_utf8_lossy(&after.body);
        assert!(!HIDDEN.iter().any(|word| text.contains(word)), "{what}: {text}");
    }
    letters_to_customers(&app, &readers).await;
});

kit::both_engines!(who_has_read_a_thing_is_not_told_that_it_changed_for_staff, |app| {
    let desk = Desk::open(&app).await;
    let customer = desk.person(Role::Customer);
    let mut known = Vec::new();
    for operation in reads() {
        let call = Call::plausible(&operation, &desk, Some(Role::Customer));
        let Some(tag) = read(&call, customer).await.header("etag") else { continue };
        let call = call.with_header("if-none-match", &tag);
        // A draft's tag is for changing it only: what it has missed is told anew each time.
        if read(&call, customer).await.status == 304 {
            known.push((operation, call));
        }
    }
    assert!(known.len() >= 5, "only {} things have a version", known.len());
    hide(&desk).await;
    for (operation, call) in known {
        assert_eq!(read(&call, customer).await.status, 304, "{}", operation.id());
    }
    app.run_jobs().await;
});

kit::both_engines!(a_hidden_word_is_like_a_word_that_stands_nowhere, |app| {
    let desk = Desk::open(&app).await;
    hide(&desk).await;
    let mut asked = 0;
    for operation in reads() {
        asked += assert_not_found(&operation, &desk, desk.person(Role::Customer)).await;
    }
    assert!(asked > 100, "only {asked} questions were asked");
    let customer = desk.person(Role::Customer);
    for word in HIDDEN {
        assert_eq!(
            streamed(customer, word).await,
            streamed(customer, NOWHERE).await,
            "the stream behind {word}"
        );
    }
    app.run_jobs().await;
});
