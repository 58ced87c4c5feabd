//! What is kept for a time is gone after it, and nothing else with it.

use chrono::Duration;
use domain::{
    identity::Actor,
    job::{JobRequest, Work},
};
use kit::{Mood, PASSWORD, TestApp};
use serde_json::json;

use crate::support::{rows, time_passes};

/// Runs the job that forgets, now.
async fn forget(app: &TestApp) {
    let mut tx = app.store.begin().await.unwrap();
    let job = JobRequest::now(&app.ctx(Actor::Time), Work::RemoveExpired);
    tx.jobs().enqueue(job).await.unwrap();
    tx.commit().await.unwrap();
    app.run_jobs().await;
}

async fn register(app: &TestApp, name: &str) {
    let email = format!("{name}@example.org");
    let body = json!({ "name": name, "email": email, "password": PASSWORD });
    app.visitor().post("/api/v1/auth/register", &body).await.expect(202);
    app.run_jobs().await;
}

/// Lets time pass up to `limit` after `since`, looks, and looks again a millisecond later: by then
/// one row fewer must be there.
async fn is_forgotten_after(app: &TestApp, table: &str, limit: Duration) {
    let kept = rows(app, table).await;
    app.pass(limit);
    forget(app).await;
    assert_eq!(rows(app, table).await, kept, "{table} after {limit}");
    app.pass(Duration::milliseconds(1));
    forget(app).await;
    assert_eq!(rows(app, table).await, kept - 1, "{table} just after {limit}");
}

kit::both_engines!(a_code_is_forgotten_a_day_after_it_expired, |app| {
    register(&app, "una").await;
    is_forgotten_after(&app, "code", Duration::days(2)).await;
});

kit::both_engines!(a_session_is_forgotten_a_day_after_it_ended, |app| {
    let ann = app.customer("ann").await;
    is_forgotten_after(&app, "session", Duration::hours(36)).await;

    let ann = app.sign_in(&ann.email).await;
    ann.post("/api/v1/auth/token/revoke", &json!({})).await.expect(204);
    is_forgotten_after(&app, "session", Duration::days(1)).await;
});

kit::both_engines!(a_session_that_was_used_to_its_last_day_is_forgotten_a_day_later, |app| {
    let ann = app.customer("ann").await;
    let credentials = json!({ "email": ann.email, "password": PASSWORD, "remember_me": true });
    let mut tokens = app.visitor().post("/api/v1/auth/token", &credentials).await.expect(200).json;
    for _ in 0..8 {
        app.pass(Duration::days(11));
        let refresh = json!({ "refresh_token": tokens["refresh_token"] });
        tokens = app.visitor().post("/api/v1/auth/token/refresh", &refresh).await.expect(200).json;
    }
    forget(&app).await;
    assert_eq!(rows(&app, "session").await, 1, "it ends two days from here");
    is_forgotten_after(&app, "session", Duration::days(3)).await;
});

kit::both_engines!(a_remembered_request_is_forgotten_after_a_day, |app| {
    let ann = app.customer("ann").await;
    let body = json!({ "subject": "Fader", "body": "It jams." });
    ann.with("idempotency-key", "key").post("/api/v1/tickets", &body).await.expect(201);
    app.run_jobs().await;
    is_forgotten_after(&app, "idempotency", Duration::days(1)).await;
    assert_eq!(rows(&app, "ticket").await, 1, "what it made stays");
});

kit::both_engines!(an_account_that_was_never_confirmed_is_forgotten_after_a_week, |app| {
    app.customer("ann").await;
    app.agent("bo").await;
    register(&app, "una").await;
    app.mailbox.take();
    is_forgotten_after(&app, "account", Duration::days(7)).await;
    app.sign_in("ann@example.org").await;
    app.sign_in("bo@desk.example.org").await;

    register(&app, "una").await;
    let token = app.mailbox.take_only_to("una@example.org").token();
    app.visitor()
        .post("/api/v1/auth/verify-email", &json!({ "token": token, "password": PASSWORD }))
        .await
        .expect(204);
    time_passes(&app, Duration::days(400)).await;
    app.sign_in("una@example.org").await;
});

kit::both_engines!(an_account_lives_on_while_a_link_to_it_does, |app| {
    register(&app, "una").await;
    app.pass(Duration::days(7) - Duration::hours(1));
    let resend = json!({ "email": "una@example.org" });
    app.visitor().post("/api/v1/auth/verify-email/resend", &resend).await.expect(202);
    app.run_jobs().await;
    let token = app.mailbox.take().last().unwrap().token();
    app.pass(Duration::hours(23));
    forget(&app).await;
    assert_eq!(rows(&app, "account").await, 1);
    let confirmation = json!({ "token": token, "password": PASSWORD });
    app.visitor().post("/api/v1/auth/verify-email", &confirmation).await.expect(204);
    app.sign_in("una@example.org").await;
});

kit::both_engines!(counts_of_attempts_are_forgotten_after_two_hours, |app| {
    app.customer("ann").await;
    assert!(rows(&app, "throttle").await > 0);
    app.pass(Duration::hours(2) + Duration::milliseconds(1));
    forget(&app).await;
    assert_eq!(rows(&app, "throttle").await, 0);
});

kit::both_engines!(a_job_that_was_set_aside_is_forgotten_after_a_month, |app| {
    app.mailbox.becomes(Mood::Refusing);
    register(&app, "una").await;
    app.mailbox.becomes(Mood::Willing);
    assert_eq!(app.run_jobs().await, 0, "what was refused for good is not tried again");
    is_forgotten_after(&app, "job", Duration::days(30)).await;
});

kit::both_engines!(the_schedule_forgets_by_itself_and_keeps_what_is_in_use, |app| {
    let ann = app.customer("ann").await;
    register(&app, "una").await;
    app.mailbox.take();
    let body = json!({ "subject": "Fader", "body": "It jams." });
    let ticket = ann.with("idempotency-key", "key").post("/api/v1/tickets", &body).await.expect(201).json;
    time_passes(&app, Duration::days(8)).await;
    for (table, count) in
        [("code", 0), ("session", 0), ("idempotency", 0), ("account", 1), ("ticket", 1), ("message", 1)]
    {
        assert_eq!(rows(&app, table).await, count, "{table}");
    }
    let ann = app.sign_in(&ann.email).await;
    assert_eq!(ann.reads(&ticket).await["id"], ticket["id"]);
    time_passes(&app, Duration::hours(1)).await;
    assert_eq!(ann.refreshed().await.id, ann.id);
    app.mailbox.take();
});
