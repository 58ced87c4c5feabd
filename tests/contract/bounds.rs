//! The bounds in the document are the bounds that are checked: what is one too long is refused,
//! what just fits is not.

use std::cell::RefCell;

use kit::{Reply, Visitor};
use serde_json::{Value, json};

use crate::{
    answers::assert_documented,
    calls::{Call, known},
    desk::Desk,
    document::{Operation, name_of, operations, resolved, schemas},
    silence::{MARKER, Silence},
};

/// Of two bytes, so that lengths are seen to count characters.
const LETTER: &str = "ü";
/// What many of them begin with.
const LETTERS: &str = "üüüü";

thread_local! {
    /// The log of the test that this thread runs: nothing of what is refused may stand there.
    static SILENCE: RefCell<Silence> = RefCell::new(Silence::about(&[LETTERS, MARKER]));
}

/// An operation with a body, a call that fits, and someone who may make it.
struct Subject {
    operation: Operation,
    call: Call,
    caller: Visitor,
}

type Properties = serde_json::Map<String, Value>;

impl Subject {
    fn all(app: &kit::TestApp, desk: &Desk) -> Vec<Self> {
        // From here on somebody listens.
        SILENCE.with(|_| ());
        let takes_json =
            |operation: &Operation| operation.body().is_some_and(|(kind, _)| kind.contains("json"));
        let with_body = operations().into_iter().filter(takes_json);
        with_body
            .map(|operation| {
                let role = known(operation.id()).first_role();
                let call = Call::plausible(&operation, desk, Some(role));
                let caller = if known(operation.id()).is_public() {
                    app.visitor()
                } else {
                    desk.caller(app, Some(role))
                };
                Self { operation, call, caller }
            })
            .collect()
    }

    fn schema(&self) -> &'static Value {
        &schemas()[self.operation.body().expect("it has a body").1]
    }

    fn properties(&self) -> &'static Properties {
        self.schema()["properties"].as_object().expect("a body has members")
    }

    /// Sends the fitting body with one member changed.
    async fn with(&self, member: &str, value: Value) -> Reply {
        let mut body = self.call.body.clone();
        body[member] = value;
        self.send(body).await
    }

    async fn send(&self, body: Value) -> Reply {
        let reply = self.call.saying(body).by(&self.caller).await;
        assert_documented(&self.operation, &reply);
        if !reply.status.is_success() {
            SILENCE.with_borrow_mut(|silence| silence.is_kept(&reply, self.operation.id()));
        }
        reply
    }

    /// Fails unless the value is refused at this place for this reason.
    async fn refuses(&self, member: &str, value: Value, pointer: &str, code: &str) {
        let reply = self.with(member, value).await;
        let found = codes_at(&reply, pointer);
        let what = format!("{} {pointer}: {}", self.operation.id(), reply.json);
        assert_eq!((reply.status.as_u16(), found.as_slice()), (422, [code.to_owned()].as_slice()), "{what}");
    }

    /// Fails if the value is refused for its length.
    async fn fits(&self, member: &str, value: Value, pointer: &str) {
        let reply = self.with(member, value).await;
        let of_length = |code: &String| ["too_long", "too_short", "blank"].contains(&code.as_str());
        assert!(
            !codes_at(&reply, pointer).iter().any(of_length),
            "{} {pointer}: {}",
            self.operation.id(),
            reply.json
        );
    }
}

fn codes_at(reply: &Reply, pointer: &str) -> Vec<String> {
    let errors = reply.json["errors"].as_array().map_or(&[][..], Vec::as_slice);
    let there = errors.iter().filter(|error| error["pointer"] == pointer);
    there.map(|error| error["code"].as_str().unwrap().to_owned()).collect()
}

fn letters(count: u64) -> String {
    LETTER.repeat(usize::try_from(count).unwrap())
}

fn is(schema: &Value, kind: &str) -> bool {
    schema["type"] == kind
        || schema["type"].as_array().is_some_and(|types| types.iter().any(|one| one == kind))
}

/// Why a text is refused that is one character too short.
fn too_short(min: u64) -> &'static str {
    if min == 1 { "blank" } else { "too_short" }
}

/// Tries a text at and beyond both of its bounds. `wrap` puts it where it belongs.
async fn check_text(
    subject: &Subject,
    schema: &Value,
    member: &str,
    pointer: &str,
    wrap: fn(String) -> Value,
) -> usize {
    let mut checked = 0;
    if let Some(max) = schema["maxLength"].as_u64() {
        subject.refuses(member, wrap(letters(max + 1)), pointer, "too_long").await;
        subject.fits(member, wrap(letters(max)), pointer).await;
        checked += 1;
    }
    if let Some(min) = schema["minLength"].as_u64() {
        subject.refuses(member, wrap(letters(min - 1)), pointer, too_short(min)).await;
        subject.fits(member, wrap(letters(min)), pointer).await;
        checked += 1;
    }
    checked
}

/// As many items as asked for, each of them good.
fn items(schema: &'static Value, count: u64) -> Value {
    if schema["items"]["format"] == "uuid" {
        return (0..count).map(|at| json!(format!("01936f3e-0000-7000-8000-{at:012}"))).collect();
    }
    let item = resolved(&schema["items"]);
    if let Some(choices) = item["enum"].as_array() {
        return choices.iter().cycle().take(usize::try_from(count).unwrap()).cloned().collect();
    }
    let example = &item["example"];
    if example.is_object() {
        return (0..count).map(|_| example.clone()).collect();
    }
    (0..count).map(|at| json!(format!("{}{at}", example.as_str().expect("items have an example")))).collect()
}

kit::both_engines!(lengths_are_those_of_the_document, |app| {
    let desk = Desk::open(&app).await;
    let mut checked = 0;
    for subject in Subject::all(&app, &desk) {
        for (member, schema) in subject.properties() {
            let pointer = format!("#/{member}");
            if is(schema, "string") {
                checked += check_text(&subject, schema, member, &pointer, Value::String).await;
            }
            if is(schema, "array") {
                let max = schema["maxItems"].as_u64().unwrap();
                subject.refuses(member, items(schema, max + 1), &pointer, "too_long").await;
                let item = resolved(&schema["items"]);
                checked +=
                    check_text(&subject, item, member, &format!("{pointer}/0"), |text| json!([text])).await;
            }
        }
    }
    assert!(checked > 40, "only {checked} bounds were tried");
    app.run_jobs().await;
});

kit::both_engines!(members_are_those_of_the_document, |app| {
    let desk = Desk::open(&app).await;
    for subject in Subject::all(&app, &desk) {
        subject.refuses("surplus", json!(MARKER), "#/surplus", "unknown_field").await;
        for name in subject.schema()["required"].as_array().into_iter().flatten() {
            let name = name.as_str().unwrap();
            let mut body = subject.call.body.clone();
            body.as_object_mut().unwrap().remove(name).expect("the call sends what is required");
            let reply = subject.send(body).await.expect_problem(422, "validation_failed");
            assert_eq!(codes_at(&reply, &format!("#/{name}")), ["missing_field"], "{}", reply.json);
        }
    }
    app.run_jobs().await;
});

kit::both_engines!(values_are_of_the_documented_type, |app| {
    let desk = Desk::open(&app).await;
    let mut cleared = 0;
    for subject in Subject::all(&app, &desk) {
        for (member, schema) in subject.properties() {
            let pointer = format!("#/{member}");
            let choices = schema["oneOf"].as_array().into_iter().flatten();
            let takes_an_object = choices.chain([schema]).any(|one| resolved(one)["type"] == "object");
            if takes_an_object || member == "filter" {
                subject.refuses(member, json!(MARKER), &pointer, "invalid_type").await;
                continue;
            }
            let is_object = resolved(schema)["type"] == "object";
            let wrong = if is_object { json!(MARKER) } else { json!({ MARKER: MARKER }) };
            subject.refuses(member, wrong, &pointer, "invalid_type").await;
            if is(schema, "null") {
                let reply = subject.with(member, Value::Null).await;
                assert_ne!(reply.json["code"], "validation_failed", "{}", reply.json);
                cleared += 1;
            } else {
                subject.refuses(member, Value::Null, &pointer, "invalid_type").await;
            }
            let is_closed = !is_object && (schema["format"] == "uuid" || name_of(schema).is_some());
            if is_closed {
                subject.refuses(member, json!(MARKER), &pointer, "invalid_value").await;
            }
        }
    }
    assert_eq!(cleared, 24, "what a patch can clear is named in the document");
    app.run_jobs().await;
});
