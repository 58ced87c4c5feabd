//! Passwords: changed by who knows them, reset by who reads the account's mail.

use chrono::Duration;
use futures_util::future::join;
use kit::{PASSWORD, Person, Reply, TestApp};
use serde_json::json;

use crate::support::comparable;

const CHANGE: &str = "/api/v1/me/password";
const ORDER: &str = "/api/v1/auth/password-reset";
const CONFIRM: &str = "/api/v1/auth/password-reset/confirm";
const NEXT: &str = "every staple is red";

async fn changes(person: &Person, current: &str, new: &str) -> Reply {
    let body = json!({ "current_password": current, "new_password": new });
    person.client().put(CHANGE, &body).await
}

async fn signs_in_with(app: &TestApp, password: &str) -> Reply {
    let credentials = json!({ "email": "ann@example.org", "password": password });
    app.visitor().post("/api/v1/auth/token", &credentials).await
}

async fn orders_reset(app: &TestApp, email: &str) -> Reply {
    app.visitor().post(ORDER, &json!({ "email": email })).await
}

/// Asks for a link to Ann; returns its token.
async fn link(app: &TestApp) -> String {
    orders_reset(app, "ann@example.org").await.expect(202);
    app.run_jobs().await;
    app.mailbox.take_only_to("ann@example.org").token()
}

async fn resets(app: &TestApp, token: &str, password: &str) -> Reply {
    app.visitor().post(CONFIRM, &json!({ "token": token, "password": password })).await
}

kit::both_engines!(who_knows_the_password_changes_it_and_stays_signed_in_here_only, |app| {
    let ann = app.customer("ann").await;
    let elsewhere = app.sign_in("ann@example.org").await;
    elsewhere.get("/api/v1/me").await.expect(200);
    changes(&ann, PASSWORD, NEXT).await.expect(204);
    ann.get("/api/v1/me").await.expect(200);
    elsewhere.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    signs_in_with(&app, PASSWORD).await.expect_problem(401, "invalid_credentials");
    signs_in_with(&app, NEXT).await.expect(200);
    app.run_jobs().await;
    let letter = app.mailbox.take_only_to("ann@example.org");
    assert_eq!(letter.subject(), "Your password has been changed");
    assert!(letter.text().contains("/forgot-password"));
});

kit::both_engines!(a_new_password_takes_the_old_one_and_a_good_new_one, |app| {
    let ann = app.customer("ann").await;
    changes(&ann, "not the password", NEXT)
        .await
        .expect_problem(422, "validation_failed")
        .at("#/current_password");
    for (weak, code) in [("short", "too_short"), ("1234567890", "too_common"), ("Password12", "too_common")] {
        let reply = changes(&ann, PASSWORD, weak).await.expect_problem(422, "validation_failed");
        assert_eq!(reply.json["errors"][0]["code"], code, "{weak}");
    }
    app.visitor().put(CHANGE, &json!({})).await.expect_problem(401, "unauthenticated");
    signs_in_with(&app, PASSWORD).await.expect(200);
});

kit::both_engines!(of_two_changes_at_once_one_wins, |app| {
    let ann = app.customer("ann").await;
    let (one, other) = join(changes(&ann, PASSWORD, NEXT), changes(&ann, PASSWORD, "another good one")).await;
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 422], "{} {}", one.json, other.json);
    app.run_jobs().await;
});

kit::both_engines!(a_link_sets_a_password_once_and_ends_every_session, |app| {
    let ann = app.customer("ann").await;
    let (earlier, token) = (link(&app).await, link(&app).await);
    resets(&app, &token, "1234567890").await.expect_problem(422, "validation_failed").at("#/password");
    resets(&app, &token, NEXT).await.expect(204);
    ann.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    signs_in_with(&app, NEXT).await.expect(200);
    for used in [&token, &earlier] {
        resets(&app, used, "a third password").await.expect_problem(410, "gone");
    }
    app.run_jobs().await;
    assert_eq!(app.mailbox.take_only_to("ann@example.org").subject(), "Your password has been changed");
});

kit::both_engines!(a_link_for_a_password_lives_for_an_hour, |app| {
    app.customer("ann").await;
    let token = link(&app).await;
    app.pass(Duration::hours(1));
    resets(&app, &token, NEXT).await.expect_problem(410, "gone");
    let token = link(&app).await;
    app.pass(Duration::hours(1) - Duration::milliseconds(1));
    resets(&app, &token, NEXT).await.expect(204);
    app.run_jobs().await;
});

kit::both_engines!(a_link_of_another_kind_sets_no_password, |app| {
    let registration = json!({ "name": "Una", "email": "una@example.org", "password": PASSWORD });
    app.visitor().post("/api/v1/auth/register", &registration).await.expect(202);
    app.run_jobs().await;
    let confirmation = app.mailbox.take_only_to("una@example.org").token();
    for foreign in [&confirmation, "x", "%"] {
        resets(&app, foreign, NEXT).await.expect_problem(410, "gone");
    }
});

kit::both_engines!(asking_for_a_link_tells_nobody_who_has_an_account, |app| {
    app.customer("ann").await;
    let registration = json!({ "name": "Una", "email": "una@example.org", "password": PASSWORD });
    app.visitor().post("/api/v1/auth/register", &registration).await.expect(202);
    app.run_jobs().await;
    app.mailbox.take();
    let mut answers = Vec::new();
    for email in ["ann@example.org", "una@example.org", "nobody@example.org"] {
        answers.push(comparable(&orders_reset(&app, email).await.expect(202)));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
    assert_eq!(app.run_jobs().await, 3, "the same work for each");
    let letters = app.mailbox.take();
    assert_eq!(letters.iter().map(|letter| letter.to.as_str()).collect::<Vec<_>>(), ["ann@example.org"]);
    orders_reset(&app, "no address").await.expect_problem(422, "validation_failed").at("#/email");
});
