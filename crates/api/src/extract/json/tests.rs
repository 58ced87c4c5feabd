use std::collections::HashMap;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
    routing::post,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

use super::*;
use crate::timestamp::Timestamp;

const MARKER: &str = "MARKER-7f3a ä`\", expected \"x\"";

#[derive(Debug, Deserialize, Serialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Priority {
    Low,
    High,
}

#[derive(Debug, Deserialize, Serialize, Validate)]
#[serde(deny_unknown_fields)]
struct Line {
    #[validate(range(min = 1, max = 9))]
    quantity: u8,
}

#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only read")]
struct Order {
    #[validate(length(min = 1, max = 5))]
    name: String,
    #[serde(rename = "type", default)]
    type_: Option<Priority>,
    id: Option<Uuid>,
    due_at: Option<Timestamp>,
    is_urgent: Option<bool>,
    #[validate(nested, length(max = 2))]
    #[serde(default)]
    lines: Vec<Line>,
    #[validate(nested)]
    first: Option<Line>,
    #[validate(nested)]
    #[serde(default)]
    by_place: HashMap<String, Line>,
    #[validate(email)]
    email: Option<String>,
}

async fn post_bytes(content_type: &str, body: impl Into<Body>) -> (StatusCode, String) {
    let app = Router::new().route("/", post(|_: Json<Order>| async {}));
    let request = Request::post("/").header("content-type", content_type).body(body.into()).unwrap();
    let response = app.oneshot(request).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

async fn refusal(body: impl Into<Body>) -> Value {
    let (status, body) = post_bytes("application/json", body).await;
    assert!(!body.contains("MARKER") && !body.contains('ä'), "{body}");
    let problem: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(problem["status"], status.as_u16());
    problem
}

/// Status, pointer and code of the first faulty field.
async fn fault(body: Value) -> (u64, String, String) {
    let problem = refusal(body.to_string()).await;
    let text = |name: &str| problem["errors"][0][name].as_str().unwrap_or_default().to_owned();
    (problem["status"].as_u64().unwrap(), text("pointer"), text("code"))
}

fn expected(pointer: &str, code: &str) -> (u64, String, String) {
    (422, pointer.to_owned(), code.to_owned())
}

#[tokio::test]
async fn takes_what_fits() {
    let body = json!({
        "name": "ann", "type": "high", "id": Uuid::nil(), "due_at": "2026-11-22T10:00:00+01:00",
        "lines": [{ "quantity": 1.0 }], "first": null, "by_place": { "a b": { "quantity": 2 } }
    });
    let sent = body.to_string();
    let order: Order = parse(sent.as_bytes()).unwrap();
    assert_eq!(order.lines[0].quantity, 1);
    assert_eq!(post_bytes("application/merge-patch+json", sent).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_wrong_value_is_named_by_its_place_and_not_repeated() {
    for (body, pointer, code) in [
        (json!({ "name": MARKER, "extra": MARKER }), "#/extra", "unknown_field"),
        (json!({ "name": "a", MARKER: 1 }), "#", "unknown_field"),
        (json!({ "type": "low" }), "#/name", "missing_field"),
        (json!({ "name": ["MARKER"] }), "#/name", "invalid_type"),
        (json!({ "name": "a", "type": MARKER }), "#/type", "invalid_value"),
        (json!({ "name": "a", "type": { "MARKER": 1 } }), "#/type", "invalid_type"),
        (json!({ "name": "a", "id": MARKER }), "#/id", "invalid_value"),
        (json!({ "name": "a", "due_at": MARKER }), "#/due_at", "invalid_value"),
        (json!({ "name": "a", "is_urgent": MARKER }), "#/is_urgent", "invalid_type"),
        (
            json!({ "name": "a", "lines": [{ "quantity": 1 }, { "quantity": 300 }] }),
            "#/lines/1/quantity",
            "invalid_value",
        ),
        (json!({ "name": "a", "lines": [{ "quantity": 1.5 }] }), "#/lines/0/quantity", "invalid_type"),
        (json!({ "name": "a", "by_place": { MARKER: { "quantity": "x" } } }), "#/by_place", "invalid_type"),
        (json!(["MARKER", null]), "#", "invalid_type"),
        (json!(MARKER), "#", "invalid_type"),
        (json!(null), "#", "invalid_type"),
    ] {
        assert_eq!(fault(body.clone()).await, expected(pointer, code), "{body}");
    }
}

#[tokio::test]
async fn a_broken_rule_is_named_by_its_place_and_the_value_not_repeated() {
    for (body, pointer, code) in [
        (json!({ "name": MARKER }), "#/name", "too_long"),
        (json!({ "name": "" }), "#/name", "blank"),
        (json!({ "name": "a", "email": "MARKER" }), "#/email", "email"),
        (json!({ "name": "a", "first": { "quantity": 0 } }), "#/first/quantity", "out_of_range"),
        (
            json!({ "name": "a", "lines": [{ "quantity": 1 }, { "quantity": 0 }] }),
            "#/lines/1/quantity",
            "out_of_range",
        ),
        (json!({ "name": "a", "by_place": { MARKER: { "quantity": 77 } } }), "#/by_place", "out_of_range"),
    ] {
        assert_eq!(fault(body.clone()).await, expected(pointer, code), "{body}");
    }
}

#[tokio::test]
async fn all_broken_rules_are_told_at_once() {
    let problem = refusal(json!({ "name": "", "email": "x", "first": { "quantity": 0 } }).to_string()).await;
    assert_eq!(problem["errors"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn nul_and_repeated_members_are_refused_wherever_they_are() {
    assert_eq!(fault(json!({ "name": "MARKER\0" })).await, expected("#/name", "nul_character"));
    assert_eq!(fault(json!({ "na\0me": 1 })).await, expected("#", "nul_character"));
    let twice = refusal(r#"{"name":"a","lines":[{"quantity":1,"quantity":2}]}"#).await;
    assert_eq!(twice["errors"][0]["pointer"], "#/lines/0/quantity");
    assert_eq!(twice["errors"][0]["code"], "duplicate_field");
}

#[tokio::test]
async fn what_is_no_json_is_malformed() {
    let deep = "[".repeat(100_000);
    let cases: [&[u8]; 9] = [
        b"",
        b"MARKER",
        b"{\"name\":\"MARKER\"",
        b"{\"name\":\"\\ud800\"}",
        b"{\"name\":\"\xff\"}",
        b"{\"name\":1e999}",
        b"{} MARKER",
        b"\xef\xbb\xbf{}",
        deep.as_bytes(),
    ];
    for body in cases {
        let problem = refusal(body.to_vec()).await;
        assert_eq!((&problem["status"], &problem["code"]), (&json!(400), &json!("malformed_json")));
    }
}

#[tokio::test]
async fn other_media_types_and_encodings_are_refused() {
    assert_eq!(post_bytes("text/plain", "{}").await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let app = Router::new().route("/", post(|_: Json<Order>| async {}));
    let request = Request::post("/")
        .header("content-type", "application/json")
        .header("content-encoding", "gzip")
        .body(Body::from("{}"))
        .unwrap();
    assert_eq!(app.oneshot(request).await.unwrap().status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
}
