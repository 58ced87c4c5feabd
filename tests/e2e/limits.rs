//! Clients are told how much they may do before they have done too much.

use std::net::SocketAddr;

use axum::{Extension, Router, extract::ConnectInfo};
use chrono::Duration;
use kit::{Reply, Visitor};
use serde_json::json;

const ME: &str = "/api/v1/me";

/// What is left of a limit, and for how long, if the answer says so.
fn left(reply: &Reply, policy: &str) -> Option<(u64, u64)> {
    let field = reply.header("ratelimit")?;
    let (left, seconds) = field.strip_prefix(&format!("\"{policy}\";r="))?.split_once(";t=")?;
    Some((left.parse().unwrap(), seconds.parse().unwrap()))
}

async fn guesses(visitor: &Visitor) -> Reply {
    visitor.post("/api/v1/auth/token", &json!({ "email": "eve@example.org", "password": "wrong" })).await
}

kit::both_engines!(who_guesses_is_told_how_many_guesses_are_left, |app| {
    let visitor = app.visitor();
    for expected in [4, 3, 2, 1] {
        let reply = guesses(&visitor).await.expect_problem(401, "invalid_credentials");
        assert_eq!(reply.header("ratelimit-policy").as_deref(), Some("\"sign_in\";q=5;w=7200"));
        assert_eq!(left(&reply, "sign_in"), Some((expected, 7_200)));
    }
    let last = guesses(&visitor).await.expect_problem(401, "invalid_credentials");
    assert_eq!(left(&last, "sign_in"), Some((0, 2)), "the next one has to wait");
    let refused = guesses(&visitor).await.expect_problem(429, "too_many_attempts");
    assert_eq!(left(&refused, "sign_in"), Some((0, 2)));
    assert_eq!(refused.header("retry-after").as_deref(), Some("2"));
});

kit::both_engines!(an_account_makes_so_many_requests_in_a_minute, |app| {
    let router = app.server_with_pace(3);
    let (ann, bob) = (app.customer("ann").await, app.customer("bob").await);
    assert_eq!(
        ann.get(ME).await.expect(200).header("ratelimit"),
        None,
        "nothing is said where nothing is limited"
    );
    let (ann, bob) = (ann.on(router.clone()), bob.on(router));
    for expected in [2, 1, 0] {
        let reply = ann.get(ME).await.expect(200);
        assert_eq!(reply.header("ratelimit-policy").as_deref(), Some("\"account\";q=3;w=60"));
        assert_eq!(left(&reply, "account"), Some((expected, 60)));
    }
    app.pass(Duration::seconds(20));
    let refused = ann.get(ME).await.expect_problem(429, "too_many_requests");
    assert_eq!(left(&refused, "account"), Some((0, 40)));
    assert_eq!(refused.header("retry-after").as_deref(), Some("40"));
    bob.get(ME).await.expect(200);
    app.pass(Duration::seconds(40));
    assert_eq!(left(&ann.get(ME).await.expect(200), "account"), Some((2, 60)));
});

/// This server, as it hears from this address.
fn at(router: &Router, address: &str) -> Router {
    let address = SocketAddr::new(address.parse().unwrap(), 4711);
    router.clone().layer(Extension(ConnectInfo(address)))
}

kit::both_engines!(a_network_makes_so_many_requests_in_a_minute_that_nobody_signed_in_for, |app| {
    let ann = app.customer("ann").await;
    let router = app.server_with_anonymous_pace(3);
    let office = Visitor::new(at(&router, "192.0.2.1"));
    let credentials = json!({ "email": "ann@example.org", "password": kit::PASSWORD });
    let signed_in = office.post("/api/v1/auth/token", &credentials).await.expect(200);
    assert_eq!(left(&signed_in, "network"), Some((2, 60)));
    assert_eq!(signed_in.header("ratelimit-policy").as_deref(), Some("\"network\";q=3;w=60"));
    let stranger = office.with("authorization", "Bearer made-up");
    for (client, expected) in [(&office, 1), (&stranger, 0)] {
        let reply = client.get(ME).await.expect_problem(401, "unauthenticated");
        assert_eq!(left(&reply, "network"), Some((expected, 60)));
    }
    app.pass(Duration::seconds(20));
    for client in [&office, &stranger] {
        let refused = client.get(ME).await.expect_problem(429, "too_many_requests");
        assert_eq!(left(&refused, "network"), Some((0, 40)));
        assert_eq!(refused.header("retry-after").as_deref(), Some("40"));
    }
    let refused = office.post("/api/v1/auth/token", &credentials).await;
    refused.expect_problem(429, "too_many_requests");
    for open in ["/healthz", "/readyz", "/metrics", "/api/openapi.json", "/setup"] {
        assert_eq!(office.get(open).await.expect(200).header("ratelimit"), None, "{open}");
    }
    let reply = ann.on(at(&router, "192.0.2.1")).get(ME).await.expect(200);
    assert_eq!(reply.header("ratelimit"), None, "an account is not held up by its network");
    Visitor::new(at(&router, "192.0.2.2")).get(ME).await.expect_problem(401, "unauthenticated");
    app.pass(Duration::seconds(40));
    let reply = office.get(ME).await.expect_problem(401, "unauthenticated");
    assert_eq!(left(&reply, "network"), Some((2, 60)));
});

kit::both_engines!(networks_are_told_apart_as_the_trusted_proxies_say, |app| {
    let router = app.server_with_anonymous_pace(2);
    let asks = async |peer: &str, forwarded: &str| {
        let reply = Visitor::new(at(&router, peer)).with("x-forwarded-for", forwarded).get(ME).await;
        left(&reply.expect_problem(401, "unauthenticated"), "network").map(|(left, _)| left)
    };
    assert_eq!(asks("10.0.0.1", "192.0.2.1").await, Some(1));
    assert_eq!(asks("10.0.0.2", "192.0.2.1").await, Some(0), "another proxy, the same client");
    assert_eq!(asks("10.0.0.1", "192.0.2.2").await, Some(1));
    assert_eq!(asks("203.0.113.9", "192.0.2.3").await, Some(1));
    assert_eq!(asks("203.0.113.9", "192.0.2.4").await, Some(0), "a stranger is not believed");
    assert_eq!(asks("10.0.0.1", "2001:db8::1").await, Some(1));
    assert_eq!(asks("10.0.0.1", "2001:db8::ffff:1").await, Some(0), "the same 64 bits");
    assert_eq!(asks("10.0.0.1", "2001:db8:0:1::1").await, Some(1));
    for _ in 0..4 {
        assert_eq!(asks("127.0.0.1", "192.0.2.1").await, None, "the machine itself has no network");
    }
});
