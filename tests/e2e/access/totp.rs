//! Signing in in two steps, and roles that require it.

use axum::http::Method;
use chrono::Duration;
use domain::{access::TotpSecret, identity::Role};
use kit::{PASSWORD, Person, Reply, TestApp};
use serde_json::{Value, json};

use crate::support::{comparable, texts};

const TOTP: &str = "/api/v1/me/totp";

/// The secret as an app reads it.
pub(crate) fn read_base32(text: &str) -> TotpSecret {
    let value = |letter: u8| if letter.is_ascii_uppercase() { letter - b'A' } else { letter - b'2' + 26 };
    let bits: Vec<u8> =
        text.bytes().flat_map(|l| (0..5).rev().map(move |bit| (value(l) >> bit) & 1)).collect();
    let bytes: Vec<u8> =
        bits.chunks(8).map(|byte| byte.iter().fold(0, |all, bit| (all << 1) | bit)).collect();
    TotpSecret::from_bytes(&bytes).unwrap()
}

/// Switches two-step sign-in on; what the app knows, and the recovery codes.
async fn switch_on(app: &TestApp, person: &Person) -> (TotpSecret, Vec<Value>) {
    let begun = person.post(TOTP, &Value::Null).await.expect(201).json;
    let secret = read_base32(begun["secret"].as_str().unwrap());
    let code = json!({ "code": secret.code_at(app.now()) });
    let confirmed = person.post("/api/v1/me/totp/confirm", &code).await.expect(200).json;
    app.pass(Duration::seconds(30));
    (secret, confirmed["recovery_codes"].as_array().unwrap().clone())
}

async fn sign_in(app: &TestApp, email: &str, code: Option<&str>) -> Reply {
    let mut body = json!({ "email": email, "password": PASSWORD });
    if let Some(code) = code {
        body["code"] = json!(code);
    }
    app.visitor().post("/api/v1/auth/token", &body).await
}

async fn switch_off(person: &Person) -> Reply {
    person.client().send(Method::DELETE, TOTP, "").await
}

async fn require_totp(admin: &Person, role: Role, required: bool) -> Reply {
    let body = json!({ "totp_required": required, "confidentiality_required": false }).to_string();
    let client = admin.with("content-type", "application/json").with("if-match", "*");
    client.send(Method::PUT, &format!("/api/v1/roles/{}", role.name()), body).await
}

kit::both_engines!(once_confirmed_signing_in_takes_a_code_that_works_once, |app| {
    let ann = app.customer("ann").await;
    let begun = ann.post(TOTP, &Value::Null).await.expect(201).json;
    let secret = read_base32(begun["secret"].as_str().unwrap());
    assert_eq!(secret.base32(), begun["secret"]);
    let uri = begun["otpauth_uri"].as_str().unwrap();
    assert!(uri.starts_with("otpauth://totp/desk.example.org:ann%40example.org?secret="), "{uri}");
    sign_in(&app, &ann.email, None).await.expect(200);
    let wrong = json!({ "code": "abcdef" });
    ann.post("/api/v1/me/totp/confirm", &wrong).await.expect_problem(422, "validation_failed").at("#/code");
    let code = secret.code_at(app.now());
    ann.post("/api/v1/me/totp/confirm", &json!({ "code": code })).await.expect(200);

    sign_in(&app, &ann.email, None).await.expect_problem(401, "second_factor_required");
    sign_in(&app, &ann.email, Some(&code)).await.expect_problem(401, "invalid_code");
    app.pass(Duration::seconds(30));
    let code = secret.code_at(app.now());
    sign_in(&app, &ann.email, Some(&code)).await.expect(200);
    sign_in(&app, &ann.email, Some(&code)).await.expect_problem(401, "invalid_code");
    let state = ann.get(TOTP).await.expect(200).json;
    assert_eq!((&state["enabled"], &state["recovery_codes_left"]), (&json!(true), &json!(10)));
    ann.post(TOTP, &Value::Null).await.expect_problem(409, "state_conflict");
});

kit::both_engines!(a_wrong_password_tells_nothing_of_the_second_step, |app| {
    let ann = app.customer("ann").await;
    switch_on(&app, &ann).await;
    let wrong = async |email: &str, code: &str| {
        let body = json!({ "email": email, "password": "not the password", "code": code });
        app.visitor().post("/api/v1/auth/token", &body).await.expect_problem(401, "invalid_credentials")
    };
    let nobody = wrong("nobody@example.org", "123456").await;
    assert_eq!(comparable(&wrong(&ann.email, "123456").await), comparable(&nobody));
    let body = json!({ "email": ann.email, "password": "not the password" });
    let without = app.visitor().post("/api/v1/auth/token", &body).await;
    assert_eq!(comparable(&without), comparable(&nobody));
});

kit::both_engines!(each_recovery_code_works_once, |app| {
    let ann = app.customer("ann").await;
    let (_, codes) = switch_on(&app, &ann).await;
    assert_eq!(codes.len(), 10);
    let code = codes[3].as_str().unwrap();
    let typed = code.to_uppercase().replace('-', " ");
    sign_in(&app, &ann.email, Some(&typed)).await.expect(200);
    sign_in(&app, &ann.email, Some(code)).await.expect_problem(401, "invalid_code");
    assert_eq!(ann.get(TOTP).await.json["recovery_codes_left"], 9);
});

kit::both_engines!(switching_off_takes_a_fresh_sign_in_and_is_told_by_mail, |app| {
    let ann = app.customer("ann").await;
    let (secret, _) = switch_on(&app, &ann).await;
    app.pass(Duration::minutes(16));
    let ann = ann.refreshed().await;
    switch_off(&ann).await.expect_problem(403, "step_up_required");
    let password = json!({ "password": PASSWORD });
    ann.post("/api/v1/auth/step-up", &password).await.expect_problem(422, "validation_failed").at("#/code");
    let wrong = json!({ "code": "000000x" });
    ann.post("/api/v1/auth/step-up", &wrong).await.expect_problem(422, "validation_failed").at("#/code");
    let code = json!({ "code": secret.code_at(app.now()) });
    ann.post("/api/v1/auth/step-up", &code).await.expect(204);
    switch_off(&ann).await.expect(204);
    app.run_jobs().await;
    let letter = app.mailbox.take_only_to(&ann.email);
    assert_eq!(letter.subject(), "Two-step sign-in has been switched off");
    sign_in(&app, &ann.email, None).await.expect(200);
});

// Only who knows the password comes so far: codes are counted by account, and slow from everywhere.
kit::both_engines!(wrong_codes_are_slowed_down_and_a_good_one_starts_afresh, |app| {
    let ann = app.customer("ann").await;
    let (secret, _) = switch_on(&app, &ann).await;
    for _ in 0..5 {
        sign_in(&app, &ann.email, Some("abcdef")).await.expect_problem(401, "invalid_code");
    }
    let good = secret.code_at(app.now());
    sign_in(&app, &ann.email, Some(&good)).await.expect_problem(429, "too_many_attempts");
    app.pass(Duration::seconds(30));
    sign_in(&app, &ann.email, Some(&secret.code_at(app.now()))).await.expect(200);
    app.pass(Duration::seconds(30));
    for _ in 0..5 {
        let guess = json!({ "code": "abcdef" });
        ann.post("/api/v1/auth/step-up", &guess).await.expect_problem(422, "validation_failed");
    }
    let code = json!({ "code": secret.code_at(app.now()) });
    ann.post("/api/v1/auth/step-up", &code).await.expect_problem(429, "too_many_attempts");
});

kit::both_engines!(with_a_second_step_the_password_alone_moves_neither_password_nor_address, |app| {
    let ann = app.customer("ann").await;
    let (secret, _) = switch_on(&app, &ann).await;
    app.pass(Duration::minutes(16));
    let ann = ann.refreshed().await;
    let password = json!({ "current_password": PASSWORD, "new_password": "every staple is red" });
    let address = json!({ "email": "ann@example.com", "password": PASSWORD });
    ann.client().put("/api/v1/me/password", &password).await.expect_problem(403, "step_up_required");
    ann.post("/api/v1/me/email-change", &address).await.expect_problem(403, "step_up_required");
    let code = json!({ "code": secret.code_at(app.now()) });
    ann.post("/api/v1/auth/step-up", &code).await.expect(204);
    ann.post("/api/v1/me/email-change", &address).await.expect(202);
    ann.client().put("/api/v1/me/password", &password).await.expect(204);
    app.run_jobs().await;
    app.mailbox.take();
});

kit::both_engines!(staff_help_who_has_lost_the_app_on_record_and_by_rank, |app| {
    let (ada, lea) = (app.staff("ada", Role::Admin).await, app.staff("lea", Role::Lead).await);
    let ann = app.customer("ann").await;
    switch_on(&app, &ann).await;
    switch_on(&app, &ada).await;
    let of_ann = format!("/api/v1/customers/{}/totp", ann.id);
    let of_ada = format!("/api/v1/staff/{}/totp", ada.id);
    lea.client().send(Method::DELETE, &of_ada, "").await.expect_problem(403, "forbidden");
    lea.client().send(Method::DELETE, &of_ann, "").await.expect(204);
    app.run_jobs().await;
    app.mailbox.take_only_to(&ann.email);
    sign_in(&app, &ann.email, None).await.expect(200);
    let acts = ada.reads_all(&format!("/api/v1/audit?target_id={}", ann.id), 10).await;
    assert_eq!(texts(&acts, "act"), ["totp_reset", "totp_switched_on"]);
    assert_eq!(acts[0]["actor_id"], lea.id.as_str());
});

kit::both_engines!(a_role_that_requires_it_can_only_set_it_up, |app| {
    let (ada, bo) = (app.staff("ada", Role::Admin).await, app.agent("bo").await);
    bo.get("/api/v1/tickets").await.expect(200);
    let token = json!({ "name": "Export", "scopes": ["ticket.read"] });
    let secret = bo.post("/api/v1/api-tokens", &token).await.expect(201).json["secret"].clone();
    let program = app.visitor().with("authorization", &format!("Bearer {}", secret.as_str().unwrap()));
    require_totp(&bo, Role::Agent, true).await.expect_problem(403, "forbidden");
    let role = require_totp(&ada, Role::Agent, true).await.expect(200);
    assert_eq!(role.header("etag").as_deref(), Some("\"2\""));

    bo.get("/api/v1/tickets").await.expect_problem(403, "totp_required");
    program.get("/api/v1/tickets").await.expect_problem(403, "totp_required");
    bo.get("/api/v1/audit").await.expect_problem(403, "forbidden");
    bo.get("/api/v1/me").await.expect(200);
    bo.post("/api/v1/api-tokens", &token).await.expect_problem(403, "totp_required");
    let address = json!({ "email": "bo@example.com", "password": PASSWORD });
    bo.post("/api/v1/me/email-change", &address).await.expect_problem(403, "totp_required");
    assert_eq!(bo.get(TOTP).await.expect(200).json["required"], true);
    switch_on(&app, &bo).await;
    bo.get("/api/v1/tickets").await.expect(200);
    program.get("/api/v1/tickets").await.expect(200);
    switch_off(&bo).await.expect_problem(409, "state_conflict");
    require_totp(&ada, Role::Agent, false).await.expect(200);
    switch_off(&bo).await.expect(204);
    app.run_jobs().await;
    app.mailbox.take();
});

kit::both_engines!(what_a_role_requires_is_decided_by_version, |app| {
    let ada = app.staff("ada", Role::Admin).await;
    let body = json!({ "totp_required": true, "confidentiality_required": false }).to_string();
    let decide = async |tag: &str| {
        let client = ada.with("content-type", "application/json").with("if-match", tag);
        client.send(Method::PUT, "/api/v1/roles/lead", body.clone()).await
    };
    decide("\"7\"").await.expect_problem(412, "precondition_failed");
    decide("\"1\"").await.expect(200);
    decide("\"1\"").await.expect_problem(412, "precondition_failed");
    let roles = ada.get("/api/v1/roles").await.expect(200).json;
    let lead = roles["items"].as_array().unwrap().iter().find(|role| role["name"] == "lead").unwrap().clone();
    assert_eq!((&lead["totp_required"], &lead["version"]), (&json!(true), &json!(2)));
});

kit::both_engines!(switching_it_on_ends_what_began_without_a_code, |app| {
    let ann = app.customer("ann").await;
    let other = app.sign_in(&ann.email).await;
    switch_on(&app, &ann).await;
    other.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    ann.get("/api/v1/me").await.expect(200);
});

kit::both_engines!(other_recovery_codes_void_those_before, |app| {
    let ann = app.customer("ann").await;
    let renew = async |person: &Person| person.post("/api/v1/me/totp/recovery-codes", &Value::Null).await;
    renew(&ann).await.expect_problem(409, "state_conflict");
    let (_, old) = switch_on(&app, &ann).await;
    app.run_jobs().await;
    app.mailbox.take();
    let new = renew(&ann).await.expect(200).json["recovery_codes"].as_array().unwrap().clone();
    assert!(new.len() == 10 && new.iter().all(|code| !old.contains(code)));
    assert_eq!(ann.get(TOTP).await.expect(200).json["recovery_codes_left"], 10);
    sign_in(&app, &ann.email, old[0].as_str()).await.expect_problem(401, "invalid_code");
    sign_in(&app, &ann.email, new[0].as_str()).await.expect(200);
    app.run_jobs().await;
    let letters = app.mailbox.take();
    assert!(letters.len() == 1 && letters[0].to.contains(&ann.email), "the account is told");
    assert!(new.iter().all(|code| !letters[0].raw.contains(code.as_str().unwrap())));
    app.pass(Duration::minutes(16));
    let ann = ann.refreshed().await;
    renew(&ann).await.expect_problem(403, "step_up_required");
    let ada = app.staff("ada", Role::Admin).await;
    let entries = ada.get("/api/v1/audit?act=recovery_codes_renewed").await.expect(200).json;
    assert_eq!(entries["items"].as_array().unwrap().len(), 1);
});
