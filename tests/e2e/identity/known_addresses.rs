//! Nobody finds out who has an account.

use domain::identity::AccountState;
use futures_util::future::join_all;
use kit::{PASSWORD, TestApp};
use serde_json::{Value, json};

use super::sign_in::set_state;
use crate::support::{comparable, waiting_jobs};

const REGISTER: &str = "/api/v1/auth/register";
const RESEND: &str = "/api/v1/auth/verify-email/resend";

fn registration(email: &str, password: &str) -> Value {
    json!({ "name": "Eve", "email": email, "password": password, "city": "Elsewhere" })
}

/// One address of each kind.
async fn addresses(app: &TestApp) -> [&'static str; 4] {
    app.customer("ann").await;
    let dora = app.customer("dora").await;
    set_state(app, &dora.email, AccountState::Disabled).await;
    let una = registration("una@example.org", PASSWORD);
    app.visitor().post(REGISTER, &una).await.expect(202);
    app.run_jobs().await;
    app.mailbox.take_only_to("una@example.org");
    ["ann@example.org", "una@example.org", "dora@example.org", "nobody@example.org"]
}

kit::both_engines!(registration_and_resending_answer_everyone_alike, |app| {
    let addresses = addresses(&app).await;
    for (path, is_registration) in [(RESEND, false), (REGISTER, true)] {
        let mut answers = Vec::new();
        for address in addresses {
            let before = waiting_jobs(&app).await;
            let body = if is_registration {
                registration(address, "another password")
            } else {
                json!({ "email": address })
            };
            let reply = app.visitor().post(path, &body).await.expect(202);
            answers.push((comparable(&reply), waiting_jobs(&app).await - before));
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
        assert_eq!(answers[0].1, 1);
    }
    app.run_jobs().await;
});

kit::both_engines!(the_owner_of_a_known_address_is_told_and_keeps_everything, |app| {
    let ann = app.customer("ann").await;
    let before = ann.get("/api/v1/me").await;

    let mut attempt = registration("ANN@example.org", "another password");
    attempt["phone"] = json!("+49 30 901820");
    app.visitor().post(REGISTER, &attempt).await.expect(202);
    app.run_jobs().await;
    let letter = app.mailbox.take_only_to("ann@example.org");
    assert_eq!(letter.subject(), "Your e-mail address is already registered");
    assert!(!letter.raw.contains("token="), "the letter opens nothing");
    assert!(!letter.text().contains("Eve"), "nor does it carry what a stranger typed");

    assert_eq!(comparable(&ann.get("/api/v1/me").await), comparable(&before));
    app.sign_in("ann@example.org").await;
    let other = json!({ "email": "ann@example.org", "password": "another password" });
    app.visitor().post("/api/v1/auth/token", &other).await.expect_problem(401, "invalid_credentials");
});

kit::both_engines!(a_new_link_goes_only_to_who_still_needs_one, |app| {
    for address in addresses(&app).await {
        app.visitor().post(RESEND, &json!({ "email": address })).await.expect(202);
    }
    app.run_jobs().await;
    let token = app.mailbox.take_only_to("una@example.org").token();
    app.visitor()
        .post("/api/v1/auth/verify-email", &json!({ "token": token, "password": PASSWORD }))
        .await
        .expect(204);
    app.sign_in("una@example.org").await;
});

kit::both_engines!(a_locked_account_gets_no_mail, |app| {
    let dora = app.customer("dora").await;
    set_state(&app, &dora.email, AccountState::Disabled).await;
    app.visitor().post(REGISTER, &registration(&dora.email, PASSWORD)).await.expect(202);
    assert_eq!(app.run_jobs().await, 1);
    assert!(app.mailbox.take().is_empty());
});

kit::both_engines!(of_several_who_register_one_address_at_once_all_get_the_same_answer, |app| {
    let attempts = (0..4).map(|_| async {
        let body = registration("new@example.org", PASSWORD);
        comparable(&app.visitor().post(REGISTER, &body).await)
    });
    let answers = join_all(attempts).await;
    assert!(answers.iter().all(|answer| answer.0 == 202 && *answer == answers[0]), "{answers:#?}");
    assert_eq!(app.run_jobs().await, 4);
    let letters = app.mailbox.take();
    assert!(letters.iter().all(|letter| letter.to == "new@example.org"));
    let mut confirmed = 0;
    for letter in &letters {
        let token = json!({ "token": letter.token(), "password": PASSWORD });
        let reply = app.visitor().post("/api/v1/auth/verify-email", &token).await;
        confirmed += usize::from(reply.status.is_success());
    }
    assert!(confirmed > 0, "the last registration counts");
    app.sign_in("new@example.org").await;
});
