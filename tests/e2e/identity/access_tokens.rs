//! Access tokens: ours, in time, and of the right kind, or none.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::Duration;
use kit::{Person, Reply, TestApp};
use ring::hmac;
use serde_json::{Value, json};
use uuid::Uuid;

async fn me(app: &TestApp, authorization: &str) -> Reply {
    app.visitor().with("authorization", authorization).get("/api/v1/me").await
}

fn encode(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}

/// A token with this header and these claims, signed with this key.
fn signed(algorithm: hmac::Algorithm, key: &[u8], header: &Value, claims: &Value) -> String {
    let message = format!("{}.{}", encode(header), encode(claims));
    let tag = hmac::sign(&hmac::Key::new(algorithm, key), message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag))
}

fn header() -> Value {
    json!({ "typ": "at+jwt", "alg": "HS256" })
}

/// The claims of a token that the desk has given this person.
async fn claims(app: &TestApp, person: &Person) -> Value {
    let refresh = json!({ "refresh_token": person.refresh_token });
    let tokens = app.visitor().post("/api/v1/auth/token/refresh", &refresh).await.expect(200).json;
    let token = tokens["access_token"].as_str().unwrap();
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice(&claims).unwrap()
}

fn with(claims: &Value, name: &str, value: &Value) -> Value {
    let mut changed = claims.clone();
    changed[name] = value.clone();
    changed
}

kit::both_engines!(an_access_token_works_for_ten_minutes, |app| {
    let ann = app.customer("ann").await;
    app.pass(Duration::minutes(10) - Duration::milliseconds(1));
    ann.get("/api/v1/me").await.expect(200);
    app.pass(Duration::milliseconds(1));
    let reply = ann.get("/api/v1/me").await.expect_problem(401, "token_expired");
    let challenge = reply.header("www-authenticate").unwrap();
    assert!(challenge.contains("error=\"invalid_token\""), "{challenge}");
});

kit::both_engines!(without_a_token_of_ours_nobody_is_let_in, |app| {
    let ann = app.customer("ann").await;
    app.visitor().get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    let refresh_as_bearer = format!("Bearer {}", ann.refresh_token);
    for authorization in [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer a.b.c",
        "Basic YW5uOmFubg==",
        "Digest x",
        &refresh_as_bearer,
    ] {
        let reply = me(&app, authorization).await.expect_problem(401, "unauthenticated");
        assert!(reply.header("www-authenticate").unwrap().starts_with("Bearer"), "{authorization}");
    }
});

kit::both_engines!(a_forged_token_is_refused, |app| {
    let ann = app.customer("ann").await;
    let claims = claims(&app, &ann).await;
    let key = app.keys.access_token();
    let genuine = signed(hmac::HMAC_SHA256, key, &header(), &claims);
    me(&app, &format!("Bearer {genuine}")).await.expect(200);
    me(&app, &format!("bearer {genuine}")).await.expect(200);

    let (unsigned, tag) = genuine.rsplit_once('.').unwrap();
    let typed = |typ: Value, alg: &str| json!({ "typ": typ, "alg": alg });
    let sign = |header: Value| signed(hmac::HMAC_SHA256, key, &header, &claims);
    let none = |alg: &str| format!("{}.{}.", encode(&typed(json!("at+jwt"), alg)), encode(&claims));
    let forged = [
        none("none"),
        none("None"),
        none("HS256"),
        format!("{unsigned}."),
        format!("{unsigned}.{tag}A"),
        format!("{unsigned}.{}", tag.chars().rev().collect::<String>()),
        signed(hmac::HMAC_SHA256, &[9; 32], &header(), &claims),
        signed(hmac::HMAC_SHA256, b"", &header(), &claims),
        signed(hmac::HMAC_SHA512, key, &typed(json!("at+jwt"), "HS512"), &claims),
        signed(hmac::HMAC_SHA512, key, &header(), &claims),
        sign(typed(json!("at+jwt"), "RS256")),
        sign(typed(json!("JWT"), "HS256")),
        sign(typed(json!("dpop+jwt"), "HS256")),
        sign(typed(Value::Null, "HS256")),
        sign(json!({ "alg": "HS256" })),
    ];
    for token in forged {
        let reply = me(&app, &format!("Bearer {token}")).await;
        assert_eq!(reply.status, 401, "{token}");
        reply.expect_problem(401, "unauthenticated");
    }
});

kit::both_engines!(a_token_for_something_else_is_refused, |app| {
    let (ann, eve) = (app.customer("ann").await, app.customer("eve").await);
    let claims = claims(&app, &ann).await;
    let later = app.now().timestamp() + 31;
    for (name, value) in [
        ("iss", json!("http://other.example.org")),
        ("aud", json!("other")),
        ("sub", json!(eve.id)),
        ("sub", json!(Uuid::nil())),
        ("sid", json!(Uuid::nil())),
        ("iat", json!(later)),
        ("exp", json!("never")),
        ("exp", Value::Null),
    ] {
        let claims = with(&claims, name, &value);
        let token = signed(hmac::HMAC_SHA256, app.keys.access_token(), &header(), &claims);
        let reply = me(&app, &format!("Bearer {token}")).await;
        assert_eq!(reply.status, 401, "{name}: {value}");
        reply.expect_problem(401, "unauthenticated");
    }
});

kit::both_engines!(public_operations_do_not_look_at_tokens, |app| {
    let stale = app.visitor().with("authorization", "Bearer nonsense");
    let credentials = json!({ "email": "nobody@example.org", "password": "not my password" });
    stale.post("/api/v1/auth/token", &credentials).await.expect_problem(401, "invalid_credentials");
});
