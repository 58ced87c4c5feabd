//! Clients are told how much they may do before they have done too much.

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
