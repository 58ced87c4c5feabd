//! Whatever is sent, the answer is a problem that does not repeat it, and nothing is stored. What every
//! operation refuses is in `contract/bodies.rs`.

use axum::{
    body::Body,
    http::{HeaderValue, Method, Request, header},
};
use futures_util::stream;
use http_body_util::BodyExt;
use kit::{Person, Reply, TestApp, path_of};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::support::{rows, text_of, waiting_jobs};

const JSON: &str = "application/json";

/// Somebody with a ticket.
async fn somebody(app: &TestApp) -> (Person, Value) {
    let ann = app.customer("ann").await;
    let ticket = ann.opens_ticket("Fader").await;
    app.run_jobs().await;
    app.mailbox.take();
    (ann, ticket)
}

/// How much is stored of everything that requests make.
async fn stored(app: &TestApp) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in ["account", "code", "session", "ticket", "message", "ticket_event", "idempotency", "job"] {
        counts.push(rows(app, table).await);
    }
    counts
}

kit::both_engines!(one_fault_in_an_otherwise_good_request_is_enough, |app| {
    let (ann, _) = somebody(&app).await;
    let before = stored(&app).await;
    for (body, pointer, code) in [
        (r#"{"subject":"a","subject":"MARKER","body":"b"}"#, "#/subject", "duplicate_field"),
        (r#"{"subject":"a","body":"b","body":"b"}"#, "#/body", "duplicate_field"),
        (r#"{"subject":"a","body":"MARKER\u0000"}"#, "#/body", "nul_character"),
        (r#"{"subject":"MARKER\u0000","body":"b"}"#, "#/subject", "nul_character"),
        (r#"{"subject":"a","body":"b","Subject":"MARKER"}"#, "#/Subject", "unknown_field"),
        (r#"{"subject":"a","body":"b","MARKER\u0000":1}"#, "#", "nul_character"),
        (r#"{"subject":true,"body":"b"}"#, "#/subject", "invalid_type"),
    ] {
        let client = ann.with("content-type", JSON);
        let reply = client.send(Method::POST, "/api/v1/tickets", body).await;
        let reply = reply.expect_problem(422, "validation_failed").at(pointer);
        assert_eq!(reply.json["errors"][0]["code"], code, "{body}");
        assert!(!text_of(&reply).contains("MARKER"), "{body}");
    }
    assert_eq!(stored(&app).await, before);
});

kit::both_engines!(a_lone_surrogate_is_refused, |app| {
    let (ann, _) = somebody(&app).await;
    let before = stored(&app).await;
    for surrogate in [r"\ud800", r"\udc00", r"\ud800\ud800", r"\udc00\ud800", r"\ud83c MARKER", r"\uD83C\n"] {
        let body = format!(r#"{{"subject":"MARKER{surrogate}","body":"MARKER"}}"#);
        let client = ann.with("content-type", JSON);
        let reply = client.send(Method::POST, "/api/v1/tickets", body).await;
        assert!([400, 422].contains(&reply.status.as_u16()), "{surrogate}");
        assert_eq!(reply.header("content-type").as_deref(), Some("application/problem+json"));
        assert!(!text_of(&reply).contains("MARKER"));
    }
    assert_eq!(stored(&app).await, before);
    let whole = r#"{"subject":"\ud83c\udfb9","body":"\u00e4"}"#;
    let client = ann.with("content-type", JSON);
    let ticket = client.send(Method::POST, "/api/v1/tickets", whole).await.expect(201);
    assert_eq!(ticket.json["subject"], "\u{1f3b9}");
    app.run_jobs().await;
});

kit::both_engines!(a_body_that_grows_too_large_is_cut_off, |app| {
    let (ann, _) = somebody(&app).await;
    let before = stored(&app).await;
    let chunks = (0..64).map(|_| Ok::<_, std::io::Error>(vec![b'['; 32 * 1024]));
    let body = Body::from_stream(stream::iter(chunks));
    let client = ann.with("content-type", JSON);
    let reply = client.send(Method::POST, "/api/v1/tickets", body).await;
    reply.expect_problem(413, "payload_too_large");
    let broken = stream::iter([Ok(b"{\"subject\":".to_vec()), Err(std::io::Error::other("MARKER"))]);
    let reply = client.send(Method::POST, "/api/v1/tickets", Body::from_stream(broken)).await;
    assert!(!text_of(&reply.expect_problem(400, "malformed_json")).contains("MARKER"));
    assert_eq!(stored(&app).await, before);
});

kit::both_engines!(what_is_not_there_is_not_found, |app| {
    let (ann, ticket) = somebody(&app).await;
    let ticket = path_of(&ticket);
    let absent = "01a202b2-c500-7000-9b1f-08edb6887ab4";
    for path in [
        "/MARKER",
        "/api",
        "/api/v1",
        "/api/v2/tickets",
        "/api/v1/MARKER",
        "/api/v1/tickets/",
        "/api/v1//tickets",
        "/API/V1/tickets",
        "/api/v1/tickets/MARKER",
        "/api/v1/tickets/1",
        "/api/v1/tickets/%00",
        "/api/v1/tickets/%ff",
        "/api/v1/tickets/..%2f..%2fetc%2fpasswd",
        &format!("/api/v1/tickets/{absent}"),
        &format!("/api/v1/tickets/{absent}/messages"),
        &format!("{ticket}/MARKER"),
        &format!("{ticket}/messages/MARKER"),
        &format!("{ticket}/messages/{absent}"),
    ] {
        let reply = ann.get(path).await;
        assert_eq!(reply.status, 404, "{path}");
        assert!(!text_of(&reply.expect_problem(404, "not_found")).contains("MARKER"), "{path}");
    }
    let reply = ann.writes(&json!({ "id": absent }), json!({ "kind": "reply", "body": "Hello" })).await;
    reply.expect_problem(404, "not_found");
    app.visitor().get("/api/v1/MARKER").await.expect_problem(404, "not_found");
});

kit::both_engines!(a_method_that_is_not_taken_is_answered_with_those_that_are, |app| {
    let (ann, ticket) = somebody(&app).await;
    for (method, path, allowed) in [
        (Method::DELETE, "/api/v1/me", "GET,HEAD,PATCH"),
        (Method::PUT, "/api/v1/tickets", "GET,HEAD,POST"),
        (Method::PUT, &path_of(&ticket), "DELETE,GET,HEAD,PATCH"),
        (Method::POST, &format!("{}/events", path_of(&ticket)), "GET,HEAD"),
        (Method::GET, "/api/v1/auth/token", "POST"),
        (Method::TRACE, "/api/v1/tickets", "GET,HEAD,POST"),
        (Method::from_bytes(b"MARKER").unwrap(), "/api/v1/tickets", "GET,HEAD,POST"),
    ] {
        let reply = ann.client().send(method.clone(), path, "").await;
        let reply = reply.expect_problem(405, "method_not_allowed");
        let mut named: Vec<_> =
            reply.header("allow").unwrap().split(',').map(|m| m.trim().to_owned()).collect();
        named.sort_unstable();
        assert_eq!(named.join(","), allowed, "{method} {path}");
        assert!(!text_of(&reply).contains("MARKER"));
    }
});

kit::both_engines!(too_long_addresses_and_headers_are_refused, |app| {
    let (ann, _) = somebody(&app).await;
    let long = format!("/api/v1/tickets?tag={}", "MARKER".repeat(2000));
    ann.get(&long).await.expect_problem(414, "uri_too_long");
    let heavy = (0..5).fold(ann.client().clone(), |client, number| {
        client.with(&format!("x-header-{number}"), &"MARKER".repeat(1200))
    });
    let reply = heavy.get("/api/v1/me").await.expect_problem(431, "headers_too_large");
    assert!(!text_of(&reply).contains("MARKER"));
});

/// Sends a request with a header of any bytes.
async fn with_raw_header(app: &TestApp, name: &str, value: &[u8]) -> Reply {
    let request = Request::get("/api/v1/me").header(name, HeaderValue::from_bytes(value).unwrap());
    let response = app.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    let json = serde_json::from_slice(&body).unwrap();
    Reply { status: parts.status, headers: parts.headers, body, json }
}

kit::both_engines!(odd_headers_harm_nobody, |app| {
    for value in [&b"Bearer \xff\xfeMARKER"[..], b"Bearer\tMARKER", b"\xe4MARKER"] {
        let reply = with_raw_header(&app, header::AUTHORIZATION.as_str(), value).await;
        assert!(!text_of(&reply.expect_problem(401, "unauthenticated")).contains("MARKER"));
    }
    for (name, value) in [
        ("x-request-id", &b"MARKER <b>"[..]),
        ("x-request-id", b"\xffMARKER"),
        ("accept-language", b"MARKER\xff, ;;q=, de;q=MARKER"),
        ("traceparent", b"00-MARKER"),
        ("accept", b"MARKER/\xff"),
        ("host", b"MARKER"),
        ("forwarded", b"for=MARKER"),
        ("cookie", b"session=MARKER"),
    ] {
        let reply = with_raw_header(&app, name, value).await;
        assert!(!text_of(&reply.expect_problem(401, "unauthenticated")).contains("MARKER"), "{name}");
    }
    let named = app.visitor().with("x-request-id", "order-17_a").get("/api/v1/me").await;
    assert_eq!(named.header("x-request-id").as_deref(), Some("order-17_a"));
});

kit::both_engines!(nothing_breaks_out_of_a_line, |app| {
    let (ann, ticket) = somebody(&app).await;
    let before = stored(&app).await;
    for line in [
        "MARKER\r\nBcc: eve@example.org",
        "MARKER\nX: y",
        "MARKER\rX",
        "MARKER\u{85}X",
        "MARKER\u{2028}X",
        "X\u{7f}MARKER",
    ] {
        let new = json!({ "subject": line, "body": "It jams." });
        let refused = ann.post("/api/v1/tickets", &new).await.expect_problem(422, "validation_failed");
        assert!(!text_of(&refused.at("#/subject")).contains("MARKER"));
        let person = json!({ "name": line, "email": "una@example.org", "password": "correct horse battery" });
        let refused = app.visitor().post("/api/v1/auth/register", &person).await;
        assert!(!text_of(&refused.expect_problem(422, "validation_failed").at("#/name")).contains("MARKER"));
        let person = json!({ "name": "Una", "email": format!("una@example.org{line}"), "password": "correct horse battery" });
        let refused = app.visitor().post("/api/v1/auth/register", &person).await;
        assert!(!text_of(&refused.expect_problem(422, "validation_failed").at("#/email")).contains("MARKER"));
    }
    for location in ["/api/v1/tickets?cursor=%0d%0aSet-Cookie:MARKER", "/api/v1/tickets?limit=%0d%0aMARKER"] {
        let refused = ann.get(location).await;
        assert!(refused.status == 400 && refused.header("set-cookie").is_none());
        assert!(!text_of(&refused).contains("MARKER"));
    }
    assert_eq!((stored(&app).await, ann.reads(&ticket).await), (before, ticket));
});

kit::both_engines!(what_means_something_to_a_database_is_text, |app| {
    let (ann, _) = somebody(&app).await;
    let bo = app.agent("bo").await;
    for text in [
        "'",
        "''; DROP TABLE ticket; --",
        "1) OR (1=1",
        "%",
        "_",
        "\\",
        "\\'",
        "$1",
        "?",
        "{}",
        "NULL",
        "\" OR \"\"=\"",
    ] {
        let new = json!({ "subject": text, "body": text });
        let made = ann.post("/api/v1/tickets", &new).await.expect(201).json;
        assert_eq!(ann.reads(&made).await["subject"], text);
        let encoded: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        for parameter in ["q", "tag", "status", "assignee", "team", "sort", "cursor", "updated_after"] {
            let reply = bo.get(&format!("/api/v1/tickets?{parameter}={encoded}")).await;
            assert!([200, 400].contains(&reply.status.as_u16()), "{parameter}={text}: {}", reply.json);
        }
        // No sign stands for others.
        let found = bo.get(&format!("/api/v1/customers?limit=1&cursor={encoded}")).await;
        found.expect_problem(400, "invalid_cursor");
    }
    assert_eq!(rows(&app, "ticket").await, 13);
    app.run_jobs().await;
});

kit::both_engines!(a_problem_speaks_the_language_of_the_request, |app| {
    let german = app.visitor().with("accept-language", "de");
    let body = json!({ "name": "", "email": "una@example.org", "password": "correct horse battery" });
    let problem = german.post("/api/v1/auth/register", &body).await.expect_problem(422, "validation_failed");
    assert_eq!(problem.json["errors"][0]["code"], "blank");
    assert_eq!(problem.json["errors"][0]["detail"], "darf nicht leer sein");
    assert_eq!(waiting_jobs(&app).await, 0);
});
