//! Whoever sends the word of a note, in whatever place, is answered as one who sends a word that stands nowhere,
//! and nothing else follows. Two desks that are equal to the last byte show it: one is asked with each word.

use std::collections::BTreeMap;

use axum::http::Method;
use chrono::{Duration, SecondsFormat};
use domain::identity::Role;
use kit::{Engine, PASSWORD, Person, Reply, TestApp, errors, form, path_of};
use serde_json::{Value, json};

use super::{NOTE, REQUEST_ID, everything, hide, is_stream};
use crate::{
    bodies::stored,
    calls::Call,
    desk::Desk,
    document::{Operation, operations, resolved},
};

/// As long as the note's word, and sorted as it is.
const NOWHERE: &str = "zimtrose";
/// What ends the caller's own sessions comes last.
const LAST: [&str; 5] = ["endSession", "endSessions", "changePassword", "deleteSession", "revokeToken"];

/// A place in a body where a text can be given: the members on the way with what holds each of them.
type Place = Vec<(String, Value)>;

/// The schema and its alternatives.
fn shapes(schema: &'static Value) -> Vec<&'static Value> {
    let schema = resolved(schema);
    let choices = ["oneOf", "anyOf", "allOf"].into_iter().filter_map(|word| schema[word].as_array());
    std::iter::once(schema).chain(choices.flatten().flat_map(shapes)).collect()
}

/// Every place for a text, with the schema of the text.
fn places(schema: &'static Value, way: &Place) -> Vec<(Place, &'static Value)> {
    let mut found = Vec::new();
    for shape in shapes(schema) {
        let is =
            |kind: &str| shape["type"] == kind || shape["type"].to_string().contains(&format!("\"{kind}\""));
        if is("string") {
            found.push((way.clone(), shape));
        }
        let inside = |name: &str, empty: Value| {
            let example = shape.get("example").cloned().unwrap_or(empty);
            way.iter().cloned().chain([(name.to_owned(), example)]).collect()
        };
        if shape["items"].is_object() {
            found.extend(places(&shape["items"], &inside("0", json!([]))));
        }
        for (name, member) in shape["properties"].as_object().into_iter().flatten() {
            found.extend(places(member, &inside(name, json!({}))));
        }
    }
    found
}

/// Puts the text there.
fn put(body: &mut Value, way: &[(String, Value)], text: &str) {
    let Some(((name, holder), rest)) = way.split_first() else {
        *body = json!(text);
        return;
    };
    if holder.is_array() {
        if body.as_array().is_none_or(Vec::is_empty) {
            *body = if holder.as_array().is_some_and(Vec::is_empty) { json!([null]) } else { holder.clone() };
        }
        put(&mut body[0], rest, text);
    } else {
        if !body.is_object() {
            *body = holder.clone();
        }
        put(&mut body[name], rest, text);
    }
}

/// The word as such a text is written: an address for mail, long enough for a password.
fn written(name: &str, schema: &Value, word: &str) -> Vec<String> {
    let shortest = usize::try_from(schema["minLength"].as_u64().unwrap_or(1)).expect("a length");
    let long = word.repeat(shortest.div_ceil(word.len()).max(1));
    let as_address = (name == "email").then(|| format!("{word}@example.org"));
    std::iter::once(long).chain(as_address).collect()
}

/// The calls that send the word: in each text of the body, each parameter and each header.
fn calls(operation: &Operation, plain: &Call, word: &str) -> Vec<Call> {
    let mut calls = vec![plain.clone()];
    if plain.body.is_string() {
        let file = form(&format!("{word}.txt"), word.as_bytes());
        calls.push(plain.saying(Value::String(String::from_utf8(file).expect("a form is a text"))));
    } else if let Some((_, name)) = operation.body() {
        for (place, schema) in places(&crate::document::schemas()[name], &Place::new()) {
            let member = place.last().map_or("", |(name, _)| name);
            for text in written(member, schema, word) {
                let mut body = plain.body.clone();
                put(&mut body, &place, &text);
                calls.push(plain.saying(body));
            }
        }
    }
    for parameter in operation.parameters("path") {
        calls.push(plain.to(&at(operation, plain, parameter["name"].as_str().expect("a name"), word)));
    }
    for parameter in operation.parameters("query").filter(|_| operation.method != "get") {
        let join = if plain.path.contains('?') { '&' } else { '?' };
        let name = parameter["name"].as_str().expect("a name");
        calls.push(plain.to(&format!("{}{join}{name}={word}", plain.path)));
    }
    for parameter in operation.parameters("header") {
        let name: &'static str = match parameter["name"].as_str().expect("a name") {
            "If-Match" => "if-match",
            "If-None-Match" => "if-none-match",
            "Idempotency-Key" => "idempotency-key",
            "Address-Link-Token" => "address-link-token",
            "Last-Event-ID" => "last-event-id",
            "Range" => "range",
            "If-Range" => "if-range",
            other => panic!("no header {other} is known: add it"),
        };
        calls.extend([word.to_owned(), format!("\"{word}\"")].map(|value| plain.with_header(name, &value)));
    }
    calls
}

/// The path of the plausible call with the word in the place of one parameter.
fn at(operation: &Operation, plain: &Call, parameter: &str, word: &str) -> String {
    let (path, query) = plain.path.split_once('?').unwrap_or((&plain.path, ""));
    let pieces = operation.path.split('/').zip(path.split('/'));
    let replaced: Vec<_> = pieces
        .map(|(pattern, piece)| if pattern == format!("{{{parameter}}}") { word } else { piece })
        .collect();
    format!("{}?{query}", replaced.join("/")).trim_end_matches('?').to_owned()
}

/// What can be told of an answer, with one word for both.
fn told(reply: &Reply) -> String {
    let mut headers = reply.headers.clone();
    headers.remove("date");
    one_word(&format!("{} {headers:?} {}", reply.status, String::from_utf8_lossy(&reply.body)))
}

/// The text with the word that was sent as the other; without serial numbers, which are counted over all desks,
/// and digests of what was sent.
fn one_word(text: &str) -> String {
    let cases: [fn(&str) -> String; 2] = [str::to_owned, str::to_uppercase];
    let text = cases.iter().fold(text.to_owned(), |text, case| text.replace(&case(NOTE), &case(NOWHERE)));
    let serials = regex::Regex::new("K61-[0-9]{6}|\\b[0-9a-f]{64}\\b").expect("a pattern");
    serials.replace_all(&text, "…").into_owned()
}

/// A desk with a note, and all that a customer is told there.
struct World {
    app: TestApp,
    desk: Desk,
    /// The desk's customer, in sessions of their own.
    customer: Person,
    word: &'static str,
    told: Vec<(String, String)>,
    succeeded: usize,
}

impl World {
    async fn open(engine: Engine, word: &'static str) -> Self {
        let app = TestApp::with_dice(engine).await;
        let desk = Desk::open(&app).await;
        hide(&desk).await;
        // The word alone, as a text, as a file and as what has just been begun.
        let agent = desk.person(Role::Agent);
        let file = agent.uploads(&format!("{NOTE}.txt"), NOTE.as_bytes()).await;
        let note = json!({ "kind": "note", "body": NOTE, "attachment_ids": [file["id"]] });
        agent.writes(&desk.ticket, note).await.expect(201);
        let draft = json!({ "kind": "note", "body": NOTE });
        agent
            .with("if-match", "*")
            .put(&format!("{}/draft", path_of(&desk.ticket)), &draft)
            .await
            .expect(200);
        app.run_jobs().await;
        app.mailbox.take();
        let customer = app.sign_in(&desk.person(Role::Customer).email).await;
        Self { app, desk, customer, word, told: Vec::new(), succeeded: 0 }
    }

    /// The customer, signed in anew where that has ended, with the password of old.
    async fn stays_signed_in(&mut self) {
        if self.customer.get("/api/v1/me").await.status == 200 {
            return;
        }
        let (email, visitor) = (self.customer.email.clone(), self.app.visitor());
        for password in [PASSWORD, self.word, &self.word.repeat(2)] {
            let credentials = json!({ "email": email, "password": password });
            let reply = visitor.post("/api/v1/auth/token", &credentials).await;
            let Some(token) = reply.json["access_token"].as_str() else { continue };
            if password != PASSWORD {
                let signed_in = visitor.with("authorization", &format!("Bearer {token}"));
                let back = json!({ "current_password": password, "new_password": PASSWORD });
                signed_in.put("/api/v1/me/password", &back).await.expect(204);
            }
            self.customer = self.app.sign_in(&email).await;
            return;
        }
        panic!("{email} cannot sign in");
    }

    async fn asks(&mut self, operation: &Operation) {
        if operation.path.contains("{device_id}") {
            self.desk.renew_device().await;
        }
        if operation.path.ends_with("/address") {
            self.desk.renew_address().await;
        }
        let plain = Call::plausible(operation, &self.desk, Some(Role::Customer));
        for call in calls(operation, &plain, self.word) {
            self.stays_signed_in().await;
            let reply = call.by(&self.customer.with("x-request-id", REQUEST_ID)).await;
            self.succeeded += usize::from(reply.status.is_success());
            let what = format!("{} {} {:?} {}", operation.id(), call.path, call.headers, call.body);
            self.told.push((one_word(&what), told(&reply)));
        }
        self.app.pass(Duration::seconds(1));
    }

    /// All that was sent to people outside the desk.
    async fn letters(&self) -> Vec<String> {
        self.app.run_jobs().await;
        let outside = self.app.mailbox.take().into_iter().filter(|letter| !letter.to.contains("@desk."));
        let mut told: Vec<_> =
            outside.map(|letter| one_word(&format!("{} {}", letter.to, letter.text()))).collect();
        told.sort_unstable();
        told
    }

    /// All that the customers can read.
    async fn reads(&mut self) -> Vec<(String, String)> {
        self.stays_signed_in().await;
        let copy = self.app.sign_in(&self.desk.copy.email).await;
        let read = everything(&self.desk, &[&self.customer, &copy]).await;
        let fresh = self.fresh_sessions(&[&self.customer, &copy]).await;
        let told = |reply: &Reply| fresh.iter().fold(told(reply), |text, id| text.replace(id, "fresh"));
        read.into_iter().map(|(what, reply)| (one_word(&what), told(&reply))).collect()
    }

    /// Sessions of now. Jobs ran before, several at a time: which of them throws the dice how often is chance.
    async fn fresh_sessions(&self, people: &[&Person]) -> Vec<String> {
        let mut fresh = Vec::new();
        for person in people {
            let all = person.get("/api/v1/me/sessions").await.expect(200).json;
            let items = all["items"].as_array().expect("a list").clone();
            let now = self.app.now().to_rfc3339_opts(SecondsFormat::Millis, true);
            let of_now = items.into_iter().filter(|session| session["created_at"] == now.as_str());
            fresh.extend(of_now.filter_map(|session| session["id"].as_str().map(str::to_owned)));
        }
        assert!(!fresh.is_empty(), "who reads has signed in just now");
        fresh
    }

    /// How many rows there are of all that is stored.
    async fn rows(&self) -> BTreeMap<&'static str, i64> {
        stored(&self.app).await
    }
}

/// Every operation, in an order in which the caller stays signed in as long as possible.
fn in_order() -> Vec<Operation> {
    let mut all: Vec<_> = operations().into_iter().filter(|operation| !is_stream(operation)).collect();
    all.sort_by_key(|operation| {
        LAST.iter().position(|id| *id == operation.id()).map_or(0, |place| place + 1)
    });
    all
}

async fn the_word_changes_nothing(engine: Engine) {
    let errors = errors::Log::default().watch();
    let (mut noted, mut unheard) = (World::open(engine, NOTE).await, World::open(engine, NOWHERE).await);
    for operation in in_order() {
        for world in [&mut noted, &mut unheard] {
            world.asks(&operation).await;
        }
        let asked = noted.told.drain(..).zip(unheard.told.drain(..));
        for ((what, of_note), (_, of_nothing)) in asked {
            assert_eq!(of_note, of_nothing, "{what}");
        }
    }
    assert!(noted.succeeded > 100, "only {} were taken", noted.succeeded);
    assert_eq!(noted.succeeded, unheard.succeeded);
    assert_eq!(noted.letters().await, unheard.letters().await);
    assert_eq!(noted.reads().await, unheard.reads().await);
    assert_eq!(noted.rows().await, unheard.rows().await);
    for world in [noted, unheard] {
        world.app.run_jobs().await;
        world.app.finish().await;
    }
    errors.assert_none();
}

#[tokio::test]
async fn the_word_changes_nothing_on_sqlite() {
    Box::pin(the_word_changes_nothing(Engine::Sqlite)).await;
}

#[tokio::test]
async fn the_word_changes_nothing_on_postgres() {
    Box::pin(the_word_changes_nothing(Engine::Postgres)).await;
}

#[test]
fn every_text_of_a_body_is_a_place() {
    let body = |id: &str| crate::document::operation(id).body().expect("a body").1;
    let of = |id: &str| places(&crate::document::schemas()[body(id)], &Place::new());
    let names = |id: &str| -> Vec<String> {
        let name = |(way, _): (Place, _)| way.into_iter().map(|(name, _)| name).collect::<Vec<_>>().join("/");
        of(id).into_iter().map(name).collect()
    };
    assert!(names("createTicket").contains(&"device/facts/firmware".to_owned()));
    assert!(names("createRepairTransition").contains(&"intake/accessories/0/name".to_owned()));
    for (way, _) in of("createRepairTransition") {
        let mut body = Value::Null;
        put(&mut body, &way, NOTE);
        assert!(body.to_string().contains(NOTE), "{body}");
    }
    let method: Method = "PUT".parse().expect("a method");
    let call = Call { method, path: "/a/1/b/2?c=3".to_owned(), headers: Vec::new(), body: Value::Null };
    let operation = Operation { method: "put", path: "/a/{x}/b/{y}", spec: &Value::Null };
    assert_eq!(at(&operation, &call, "y", "word"), "/a/1/b/word?c=3");
}
