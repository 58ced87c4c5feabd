//! Of several registrations of one address, the last one counts.

use kit::{PASSWORD, TestApp};
use serde_json::json;

const REGISTER: &str = "/api/v1/auth/register";

/// Registers Ann's address and returns the token of the link that she gets.
async fn registers(app: &TestApp, name: &str, password: &str) -> String {
    let registration = json!({ "name": name, "email": "ann@example.org", "password": password });
    app.visitor().post(REGISTER, &registration).await.expect(202);
    app.run_jobs().await;
    app.mailbox.take_only_to("ann@example.org").token()
}

async fn confirms(app: &TestApp, token: &str, password: &str) -> kit::Reply {
    let body = json!({ "token": token, "password": password });
    app.visitor().post("/api/v1/auth/verify-email", &body).await
}

kit::both_engines!(whoever_registers_a_strange_address_first_keeps_no_password_in_it, |app| {
    let first = registers(&app, "Mallory", "a password of Mallory").await;
    let last = registers(&app, "Ann", PASSWORD).await;
    confirms(&app, &first, "a password of Mallory").await.expect_problem(410, "gone");
    confirms(&app, &last, PASSWORD).await.expect(204);
    let strange = json!({ "email": "ann@example.org", "password": "a password of Mallory" });
    app.visitor().post("/api/v1/auth/token", &strange).await.expect_problem(401, "invalid_credentials");
    let ann = app.sign_in("ann@example.org").await;
    assert_eq!(ann.get("/api/v1/me").await.expect(200).json["name"], "Ann");
});

kit::both_engines!(a_link_that_was_sent_again_works_like_the_first, |app| {
    let first = registers(&app, "Ann", PASSWORD).await;
    let body = json!({ "email": "ann@example.org" });
    app.visitor().post("/api/v1/auth/verify-email/resend", &body).await.expect(202);
    app.run_jobs().await;
    let again = app.mailbox.take_only_to("ann@example.org").token();
    assert_ne!(first, again);
    confirms(&app, &first, PASSWORD).await.expect(204);
    app.sign_in("ann@example.org").await;
    confirms(&app, &again, PASSWORD).await.expect(204);
});

kit::both_engines!(whoever_registers_a_strange_address_last_gets_no_account_from_its_owners_click, |app| {
    registers(&app, "Ann", PASSWORD).await;
    let newest = registers(&app, "Mallory", "a password of Mallory").await;
    let refused = confirms(&app, &newest, PASSWORD).await;
    refused.expect_problem(422, "validation_failed").at("#/password");
    let strange = json!({ "email": "ann@example.org", "password": "a password of Mallory" });
    app.visitor().post("/api/v1/auth/token", &strange).await.expect_problem(403, "email_unverified");
    // Ann registers anew, and her own link works.
    let own = registers(&app, "Ann", PASSWORD).await;
    confirms(&app, &own, PASSWORD).await.expect(204);
    app.sign_in("ann@example.org").await;
});
