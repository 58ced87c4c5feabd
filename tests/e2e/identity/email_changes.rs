//! A new address counts when both addresses have confirmed it.

use chrono::Duration;
use kit::{PASSWORD, Person, Reply, TestApp};
use serde_json::{Value, json};

use crate::support::{comparable, rows};

const OLD: &str = "ann@example.org";
const NEW: &str = "ann@next.example.org";

async fn orders(person: &Person, email: &str) -> Reply {
    person.post("/api/v1/me/email-change", &json!({ "email": email, "password": PASSWORD })).await
}

async fn decides(app: &TestApp, token: &str, refuse: bool) -> Reply {
    let body = json!({ "token": token, "refuse": refuse });
    app.visitor().post("/api/v1/me/email-change/confirm", &body).await
}

/// Ann asks for her next address; returns the tokens of the links to the old and to the new one.
async fn links(app: &TestApp, ann: &Person) -> [String; 2] {
    orders(ann, NEW).await.expect(202);
    app.run_jobs().await;
    let letters = app.mailbox.take();
    [OLD, NEW].map(|to| letters.iter().find(|letter| letter.to == to).unwrap().token())
}

async fn address(ann: &Person) -> Value {
    ann.get("/api/v1/me").await.expect(200).json["contact"]["email"].clone()
}

/// Both confirm, `first` (0: the old address) before the other.
async fn confirm_both(app: &TestApp, first: usize) {
    let ann = app.customer("ann").await;
    let tokens = links(app, &ann).await;
    assert_eq!(decides(app, &tokens[first], false).await.expect(200).json["state"], "waiting");
    assert_eq!(address(&ann).await, OLD);
    decides(app, &tokens[first], false).await.expect_problem(410, "gone");
    assert_eq!(decides(app, &tokens[1 - first], false).await.expect(200).json["state"], "changed");
    assert_eq!(address(&ann).await, NEW);
    let credentials = json!({ "email": OLD, "password": PASSWORD });
    app.visitor().post("/api/v1/auth/token", &credentials).await.expect_problem(401, "invalid_credentials");
    app.run_jobs().await;
    assert_eq!(app.mailbox.take_only_to(NEW).subject(), "Your e-mail address has been changed");
    assert_eq!(rows(app, "email_change").await, 0);
    app.sign_in(NEW).await;
}

kit::both_engines!(nothing_changes_before_the_new_address_has_confirmed, |app| {
    confirm_both(&app, 0).await;
});

kit::both_engines!(nothing_changes_before_the_old_address_has_confirmed, |app| {
    confirm_both(&app, 1).await;
});

kit::both_engines!(a_link_that_went_to_the_address_before_sets_no_password, |app| {
    let ann = app.customer("ann").await;
    let forgotten = json!({ "email": OLD });
    app.visitor().post("/api/v1/auth/password-reset", &forgotten).await.expect(202);
    app.run_jobs().await;
    let reset = app.mailbox.take_only_to(OLD).token();
    let tokens = links(&app, &ann).await;
    for token in &tokens {
        decides(&app, token, false).await.expect(200);
    }
    assert_eq!(address(&ann).await, NEW);
    let new = json!({ "token": reset, "password": format!("{PASSWORD} of another") });
    app.visitor().post("/api/v1/auth/password-reset/confirm", &new).await.expect_problem(410, "gone");
    app.sign_in(NEW).await;
    app.run_jobs().await;
    app.mailbox.take();
});

kit::both_engines!(one_who_refuses_ends_it, |app| {
    let ann = app.customer("ann").await;
    for refusing in [0, 1] {
        let tokens = links(&app, &ann).await;
        assert_eq!(decides(&app, &tokens[refusing], true).await.expect(200).json["state"], "refused");
        decides(&app, &tokens[1 - refusing], false).await.expect_problem(410, "gone");
        assert_eq!(address(&ann).await, OLD);
        assert_eq!(rows(&app, "email_change").await, 0);
    }
});

kit::both_engines!(a_change_lives_for_a_day_and_the_newest_counts, |app| {
    let ann = app.customer("ann").await;
    let first = links(&app, &ann).await;
    let second = links(&app, &ann).await;
    decides(&app, &first[0], false).await.expect_problem(410, "gone");
    decides(&app, &second[0], false).await.expect(200);
    app.pass(Duration::days(1));
    decides(&app, &second[1], false).await.expect_problem(410, "gone");
    app.worker.tick().await.unwrap();
    app.pass(Duration::hours(1));
    app.worker.tick().await.unwrap();
    app.run_jobs().await;
    assert_eq!(rows(&app, "email_change").await, 0);
});

kit::both_engines!(an_address_that_has_an_account_answers_like_any_other, |app| {
    let ann = app.customer("ann").await;
    app.customer("bo").await;
    let free = comparable(&orders(&ann, NEW).await.expect(202));
    app.run_jobs().await;
    app.mailbox.take();
    let taken = comparable(&orders(&ann, "bo@example.org").await.expect(202));
    assert_eq!(free, taken);
    assert_eq!(app.run_jobs().await, 2, "the same work");
    let letters = app.mailbox.take();
    let to = |address: &str| letters.iter().find(|letter| letter.to == address).unwrap();
    assert!(!to("bo@example.org").raw.contains("token="), "the owner is told, and can confirm nothing");
    assert!(!to("bo@example.org").text().contains("ann"), "nor does the letter say who it was");
    assert_eq!(decides(&app, &to(OLD).token(), false).await.expect(200).json["state"], "waiting");
    assert_eq!(address(&ann).await, OLD);
});

kit::both_engines!(who_proves_an_address_gets_it_though_a_stranger_has_registered_it, |app| {
    let ann = app.customer("ann").await;
    let tokens = links(&app, &ann).await;
    let squatter = json!({ "name": "Mallory", "email": NEW, "password": PASSWORD });
    app.visitor().post("/api/v1/auth/register", &squatter).await.expect(202);
    app.run_jobs().await;
    app.mailbox.take();
    for token in &tokens {
        decides(&app, token, false).await.expect(200);
    }
    assert_eq!(address(&ann).await, NEW);
    assert_eq!(rows(&app, "account").await, 1);
    app.run_jobs().await;
});

kit::both_engines!(an_address_that_someone_else_has_confirmed_meanwhile_is_taken, |app| {
    let ann = app.customer("ann").await;
    let tokens = links(&app, &ann).await;
    let other = json!({ "name": "Bo", "email": NEW, "password": PASSWORD });
    app.visitor().post("/api/v1/auth/register", &other).await.expect(202);
    app.run_jobs().await;
    let confirmation = json!({ "token": app.mailbox.take_only_to(NEW).token(), "password": PASSWORD });
    app.visitor().post("/api/v1/auth/verify-email", &confirmation).await.expect(204);
    decides(&app, &tokens[0], false).await.expect(200);
    decides(&app, &tokens[1], false).await.expect_problem(409, "email_taken");
    assert_eq!(address(&ann).await, OLD);
});

kit::both_engines!(a_change_takes_the_password_and_another_address, |app| {
    let ann = app.customer("ann").await;
    let wrong = json!({ "email": NEW, "password": "not the password" });
    let reply = ann.post("/api/v1/me/email-change", &wrong).await;
    reply.expect_problem(422, "validation_failed").at("#/password");
    orders(&ann, OLD).await.expect_problem(422, "validation_failed").at("#/email");
    orders(&ann, "no address").await.expect_problem(422, "validation_failed").at("#/email");
    assert_eq!(app.run_jobs().await, 0);
});

kit::both_engines!(a_new_password_drops_a_change_of_address, |app| {
    let ann = app.customer("ann").await;
    let tokens = links(&app, &ann).await;
    decides(&app, &tokens[1], false).await.expect(200);
    let body = json!({ "current_password": PASSWORD, "new_password": "every staple is red" });
    ann.client().put("/api/v1/me/password", &body).await.expect(204);
    decides(&app, &tokens[0], false).await.expect_problem(410, "gone");
    assert_eq!(address(&ann).await, OLD);
    app.run_jobs().await;
});
