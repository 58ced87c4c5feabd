//! Signing in with address and password.

use chrono::Duration;
use domain::identity::AccountState;
use futures_util::future::join_all;
use kit::{PASSWORD, Reply, TestApp, Visitor};
use serde_json::json;

use crate::support::{comparable, text_of};

async fn sign_in(app: &TestApp, email: &str, password: &str) -> Reply {
    app.visitor().post("/api/v1/auth/token", &json!({ "email": email, "password": password })).await
}

/// As an administrator does.
pub(crate) async fn set_state(app: &TestApp, email: &str, state: AccountState) {
    let mut tx = app.store.begin().await.unwrap();
    let mut account = tx.accounts().find_by_email_key(email).await.unwrap().unwrap();
    let version = account.version;
    account.state = state;
    account.version += 1;
    tx.accounts().update(&account, version).await.unwrap();
    tx.commit().await.unwrap();
}

kit::both_engines!(the_right_password_gives_tokens_that_no_cache_keeps, |app| {
    app.customer("ann").await;
    for email in ["ann@example.org", "Ann@Example.ORG", " ann@example.org "] {
        let reply = sign_in(&app, email, PASSWORD).await.expect(200);
        assert_eq!(reply.header("cache-control").as_deref(), Some("no-store"));
        assert_eq!((&reply.json["token_type"], &reply.json["expires_in"]), (&json!("Bearer"), &json!(600)));
        let in_twelve_hours = (app.now() + Duration::hours(12)).format("%FT%T%.3fZ").to_string();
        assert_eq!(reply.json["refresh_expires_at"], in_twelve_hours);
    }
});

kit::both_engines!(unknown_addresses_wrong_passwords_and_locked_accounts_are_not_told_apart, |app| {
    app.customer("ann").await;
    let dora = app.customer("dora").await;
    set_state(&app, &dora.email, AccountState::Disabled).await;
    let wrong = sign_in(&app, "ann@example.org", "not my password").await;
    let wrong = wrong.expect_problem(401, "invalid_credentials");
    assert!(!text_of(&wrong).contains("ann@example.org"));
    for (email, password) in [
        ("nobody@example.org", PASSWORD),
        ("nobody@example.org", "not my password"),
        ("no address at all", PASSWORD),
        ("ann@example.org", "x"),
        ("dora@example.org", PASSWORD),
        ("dora@example.org", "not my password"),
    ] {
        assert_eq!(comparable(&sign_in(&app, email, password).await), comparable(&wrong), "{email}");
    }
});

kit::both_engines!(only_who_knows_the_password_learns_that_the_address_is_unconfirmed, |app| {
    let una = json!({ "name": "Una", "email": "una@example.org", "password": PASSWORD });
    app.visitor().post("/api/v1/auth/register", &una).await.expect(202);
    app.run_jobs().await;
    sign_in(&app, "una@example.org", PASSWORD).await.expect_problem(403, "email_unverified");
    let wrong = sign_in(&app, "una@example.org", "not my password").await;
    let unknown = sign_in(&app, "nobody@example.org", PASSWORD).await;
    assert_eq!(comparable(&wrong), comparable(&unknown));
    wrong.expect_problem(401, "invalid_credentials");
});

kit::both_engines!(a_password_is_compared_as_a_whole, |app| {
    app.customer("ann").await;
    for near in [&PASSWORD[..PASSWORD.len() - 1], &format!("{PASSWORD} "), &PASSWORD.to_uppercase()] {
        sign_in(&app, "ann@example.org", near).await.expect_problem(401, "invalid_credentials");
    }
    let long = "x".repeat(257);
    sign_in(&app, "ann@example.org", &long).await.expect_problem(422, "validation_failed").at("#/password");
    sign_in(&app, "ann@example.org", "").await.expect_problem(422, "validation_failed").at("#/password");
});

kit::both_engines!(a_locked_account_is_out_within_five_seconds, |app| {
    let dora = app.customer("dora").await;
    set_state(&app, &dora.email, AccountState::Disabled).await;
    app.pass(Duration::seconds(5));
    dora.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    let refresh = json!({ "refresh_token": dora.refresh_token });
    let refused = app.visitor().post("/api/v1/auth/token/refresh", &refresh).await;
    refused.expect_problem(401, "unauthenticated");
});

kit::both_engines!(who_signs_in_at_two_servers_at_once_is_let_in_at_both, |app| {
    let ann = app.customer("ann").await;
    let servers = [app.router.clone(), app.another_server().await];
    let credentials = json!({ "email": ann.email, "password": PASSWORD });
    // More at once would be slowed down: who is not known to be right yet counts as wrong.
    let sign_ins = (0..4).map(|turn| {
        let visitor = Visitor::new(servers[turn % 2].clone());
        let credentials = credentials.clone();
        async move { visitor.post("/api/v1/auth/token", &credentials).await }
    });
    for reply in join_all(sign_ins).await {
        reply.expect(200);
    }
});
