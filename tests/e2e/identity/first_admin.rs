//! The one-time link that makes the first administrator.

use chrono::Duration;
use domain::identity::{self, Actor};
use futures_util::future::join;
use kit::{PASSWORD, Reply, TestApp};
use serde_json::json;

/// What a server prints when it starts.
async fn printed_token(app: &TestApp) -> Option<String> {
    let mut tx = app.store.begin().await.unwrap();
    let cx = app.ctx(Actor::Operator);
    let token = identity::first_admin_code(&mut *tx, &cx, &app.keys).await.unwrap();
    tx.commit().await.unwrap();
    token
}

async fn set_up(app: &TestApp, token: &str, email: &str) -> Reply {
    let admin = json!({ "token": token, "name": "Ada", "email": email, "password": PASSWORD });
    app.visitor().post("/api/v1/auth/setup", &admin).await
}

kit::both_engines!(the_link_makes_one_administrator, |app| {
    let token = printed_token(&app).await.unwrap();
    assert_eq!(printed_token(&app).await.as_deref(), Some(token.as_str()), "the next start prints the same");
    let made = set_up(&app, &token, "ada@example.org").await.expect(201);
    assert_eq!((&made.json["role"], &made.json["state"]), (&json!("admin"), &json!("active")));

    let ada = app.sign_in("ada@example.org").await;
    let place = made.header("location").unwrap();
    assert_eq!(ada.get(&place).await.expect(200).json, made.json);
    assert_eq!(ada.get("/api/v1/me").await.json["role"], "admin");

    set_up(&app, &token, "eve@example.org").await.expect_problem(410, "gone");
    assert_eq!(printed_token(&app).await, None);
});

kit::both_engines!(of_two_who_follow_it_at_once_one_becomes_administrator, |app| {
    let token = printed_token(&app).await.unwrap();
    let one = set_up(&app, &token, "ada@example.org");
    let (one, other) = join(one, set_up(&app, &token, "eve@example.org")).await;
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 410]);
    let admin = if one.status == 201 { one } else { other };
    let ada = app.sign_in(admin.json["email"].as_str().unwrap()).await;
    assert_eq!(ada.reads_all("/api/v1/staff", 10).await.len(), 1);
});

kit::both_engines!(the_link_is_dead_once_there_is_any_staff, |app| {
    let token = printed_token(&app).await.unwrap();
    app.agent("bo").await;
    set_up(&app, &token, "eve@example.org").await.expect_problem(409, "already_set_up");
    assert_eq!(printed_token(&app).await, None);
});

kit::both_engines!(the_link_works_for_a_week_and_then_another_is_made, |app| {
    let token = printed_token(&app).await.unwrap();
    app.pass(Duration::days(7));
    set_up(&app, &token, "ada@example.org").await.expect_problem(410, "gone");
    let fresh = printed_token(&app).await.unwrap();
    assert_ne!(fresh, token);
    set_up(&app, &fresh, "ada@example.org").await.expect(201);
});

kit::both_engines!(no_other_token_sets_up_and_a_refused_request_does_not_use_it_up, |app| {
    let token = printed_token(&app).await.unwrap();
    let una = json!({ "name": "Una", "email": "una@example.org", "password": PASSWORD });
    app.visitor().post("/api/v1/auth/register", &una).await.expect(202);
    app.run_jobs().await;
    let confirmation = app.mailbox.take_only_to("una@example.org").token();
    let altered = token.replace(&token[10..12], if &token[10..12] == "AA" { "BB" } else { "AA" });
    for wrong in [&confirmation, &altered, "x"] {
        set_up(&app, wrong, "eve@example.org").await.expect_problem(410, "gone");
    }
    let as_confirmation = json!({ "token": token, "password": PASSWORD });
    app.visitor().post("/api/v1/auth/verify-email", &as_confirmation).await.expect_problem(410, "gone");

    set_up(&app, &token, "no address").await.expect_problem(422, "validation_failed").at("#/email");
    set_up(&app, &token, "una@example.org").await.expect_problem(409, "email_taken");
    set_up(&app, &token, "ada@example.org").await.expect(201);
});
