use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
    routing::get,
};
use serde::Deserialize;
use serde_json::Value;
use tower::ServiceExt;

use super::*;
use crate::timestamp::Timestamp;

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Status {
    Open,
    Pending,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Filter {
    limit: Option<u16>,
    #[serde(default)]
    status: Vec<Status>,
    count: Option<bool>,
    tag: Option<String>,
    updated_after: Option<Timestamp>,
}

#[test]
fn takes_what_fits() {
    let filter: Filter =
        parse("limit=7&status=open,pending&count=true&tag=a%2Bb+c&updated_after=2026-11-22T10:00:00Z")
            .unwrap();
    assert_eq!((filter.limit, filter.count), (Some(7), Some(true)));
    assert_eq!(filter.status, [Status::Open, Status::Pending]);
    assert_eq!(filter.tag.as_deref(), Some("a+b c"));
    assert!(filter.updated_after.is_some());
    assert_eq!(parse::<Filter>("").unwrap().limit, None);
}

async fn refusal(query: &str) -> Value {
    let app = Router::new().route("/", get(|_: Query<Filter>| async {}));
    let request = Request::get(format!("/?{query}")).body(Body::empty()).unwrap();
    let response = app.oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{query}");
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    assert!(!body.contains("MARKER"), "{body}");
    serde_json::from_str(&body).unwrap()
}

#[tokio::test]
async fn a_wrong_parameter_is_named_and_its_value_not_repeated() {
    for (query, parameter, code) in [
        ("limit=MARKER", Some("limit"), "invalid_type"),
        ("limit=70000", Some("limit"), "invalid_value"),
        ("limit=-1", Some("limit"), "invalid_type"),
        ("limit=1&limit=2", Some("limit"), "duplicate_parameter"),
        ("status=open,MARKER", Some("status"), "invalid_value"),
        ("status=", Some("status"), "invalid_value"),
        ("count=MARKER", Some("count"), "invalid_type"),
        ("updated_after=MARKER", Some("updated_after"), "invalid_value"),
        ("tag=%ffMARKER", Some("tag"), "invalid_value"),
        ("tag=MARKER%00", Some("tag"), "invalid_value"),
        ("other=MARKER", Some("other"), "unknown_field"),
        ("MARKER@example.org=1", None, "unknown_field"),
        ("MARKER%ff=1", None, "invalid_value"),
    ] {
        let problem = refusal(query).await;
        assert_eq!(problem["code"], "invalid_parameter");
        assert_eq!(problem["errors"][0]["parameter"].as_str(), parameter, "{query}");
        assert_eq!(problem["errors"][0]["code"], code, "{query}");
    }
}
