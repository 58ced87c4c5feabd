//! The link that confirms an e-mail address.

use chrono::Duration;
use futures_util::future::join;
use kit::{PASSWORD, Reply, TestApp};
use serde_json::json;

/// Registers `name@example.org`; returns the token of the letter.
async fn registered(app: &TestApp, name: &str) -> String {
    let email = format!("{name}@example.org");
    let body = json!({ "name": name, "email": email, "password": PASSWORD });
    app.visitor().post("/api/v1/auth/register", &body).await.expect(202);
    app.run_jobs().await;
    app.mailbox.take_only_to(&email).token()
}

async fn confirm(app: &TestApp, token: &str) -> Reply {
    app.visitor().post("/api/v1/auth/verify-email", &json!({ "token": token, "password": PASSWORD })).await
}

kit::both_engines!(a_link_works_once, |app| {
    let token = registered(&app, "una").await;
    assert!(confirm(&app, &token).await.expect(204).body.is_empty());
    confirm(&app, &token).await.expect_problem(410, "gone");
    app.sign_in("una@example.org").await;
});

kit::both_engines!(of_two_who_follow_it_at_once_one_is_told_it_is_used, |app| {
    let token = registered(&app, "una").await;
    let (one, other) = join(confirm(&app, &token), confirm(&app, &token)).await;
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 410]);
});

kit::both_engines!(a_link_works_for_a_day, |app| {
    let (una, ugo) = (registered(&app, "una").await, registered(&app, "ugo").await);
    app.pass(Duration::days(1) - Duration::milliseconds(1));
    confirm(&app, &una).await.expect(204);
    app.pass(Duration::milliseconds(1));
    confirm(&app, &ugo).await.expect_problem(410, "gone");

    let resend = json!({ "email": "ugo@example.org" });
    app.visitor().post("/api/v1/auth/verify-email/resend", &resend).await.expect(202);
    app.run_jobs().await;
    let token = app.mailbox.take_only_to("ugo@example.org").token();
    confirm(&app, &token).await.expect(204);
});

kit::both_engines!(an_altered_or_foreign_token_confirms_nothing, |app| {
    let token = registered(&app, "una").await;
    for place in [0, 5, 21, 22, 40, token.len() - 1] {
        let mut altered = token.clone().into_bytes();
        altered[place] = if altered[place] == b'A' { b'B' } else { b'A' };
        confirm(&app, &String::from_utf8(altered).unwrap()).await.expect_problem(410, "gone");
    }
    let ann = app.customer("ann").await;
    for foreign in [&token[1..], &format!("{token}A"), "x", "%", &ann.refresh_token] {
        confirm(&app, foreign).await.expect_problem(410, "gone");
    }
    confirm(&app, "").await.expect_problem(422, "validation_failed").at("#/token");
    let credentials = json!({ "email": "una@example.org", "password": PASSWORD });
    app.visitor().post("/api/v1/auth/token", &credentials).await.expect_problem(403, "email_unverified");
    confirm(&app, &token).await.expect(204);
});
