//! Programs' keys: made once, limited to their scopes and their owner, gone at once.

use axum::http::Method;
use chrono::Duration;
use domain::identity::Role;
use kit::{Person, Reply, TestApp, Visitor, path_of};
use serde_json::{Value, json};

use super::{ends, forget, has_role};
use crate::support::{rows, text_of, texts};

const TOKENS: &str = "/api/v1/api-tokens";

async fn create(owner: &Person, scopes: &[&str]) -> Value {
    let body = json!({ "name": "Export", "scopes": scopes });
    owner.post(TOKENS, &body).await.expect(201).json
}

fn program(app: &TestApp, created: &Value) -> Visitor {
    let secret = created["secret"].as_str().unwrap();
    app.visitor().with("authorization", &format!("Bearer {secret}"))
}

fn place(created: &Value) -> String {
    format!("{TOKENS}/{}", created["api_token"]["id"].as_str().unwrap())
}

async fn revoke(owner: &Person, created: &Value) -> Reply {
    owner.client().send(Method::DELETE, &place(created), "").await
}

kit::both_engines!(a_program_does_what_its_scopes_say_in_its_owners_name, |app| {
    let ann = app.customer("ann").await;
    let created = create(&ann, &["ticket.request"]).await;
    let secret = created["secret"].as_str().unwrap();
    assert!(secret.starts_with("bd_") && secret.len() == 39);
    assert_eq!(created["api_token"]["scopes"], json!(["ticket.request"]));
    assert_eq!(created["api_token"]["expires_at"], "2027-02-20T10:00:00.000Z");

    let program = program(&app, &created);
    let new = json!({ "subject": "Fader 3", "body": "It jams." });
    let ticket = program.post("/api/v1/tickets", &new).await.expect(201).json;
    assert_eq!(ticket["requester"]["id"], ann.id.as_str());
    program.get("/api/v1/me").await.expect_problem(403, "forbidden");
    app.run_jobs().await;

    let read = ann.get(&place(&created)).await.expect(200);
    assert_eq!(read.json["last_used_at"], "2026-11-22T10:00:00.000Z");
    assert!(!text_of(&read).contains(secret), "a secret is shown once");
    let listed = ann.reads_all(TOKENS, 10).await;
    assert_eq!(listed, [read.json]);
});

kit::both_engines!(a_token_for_one_s_own_profile_reads_it_and_nothing_else, |app| {
    let ann = app.customer("ann").await;
    let program = program(&app, &create(&ann, &["profile.manage"]).await);
    let me = program.get("/api/v1/me").await.expect(200).json;
    assert_eq!(me["permissions"], json!(["profile.manage"]), "what the program may do");
    program.get("/api/v1/tickets").await.expect_problem(403, "forbidden");
});

kit::both_engines!(nobody_gives_away_more_than_they_have, |app| {
    let bo = app.agent("bo").await;
    for bad in ["staff.manage", "ticket.request", "everything"] {
        let body = json!({ "name": "Export", "scopes": ["ticket.read", bad] });
        bo.post(TOKENS, &body).await.expect_problem(422, "validation_failed").at("#/scopes/1");
    }
    let body = json!({ "name": "Export", "scopes": [] });
    bo.post(TOKENS, &body).await.expect_problem(422, "validation_failed").at("#/scopes");
});

kit::both_engines!(a_token_shrinks_with_its_owner, |app| {
    let lea = app.staff("lea", Role::Lead).await;
    let program = program(&app, &create(&lea, &["ticket.read", "customer.read"]).await);
    program.get("/api/v1/customers").await.expect(200);
    has_role(&app, &lea, Role::Technician).await;
    app.pass(Duration::seconds(5));
    program.get("/api/v1/customers").await.expect_problem(403, "forbidden");
    program.get("/api/v1/tickets").await.expect(200);
    ends(&app, &lea).await;
    app.pass(Duration::seconds(5));
    program.get("/api/v1/tickets").await.expect_problem(401, "unauthenticated");
});

kit::both_engines!(a_program_makes_no_tokens_and_cannot_prove_who_is_there, |app| {
    let ann = app.customer("ann").await;
    let program = program(&app, &create(&ann, &["profile.manage"]).await);
    let body = json!({ "name": "Another", "scopes": ["profile.manage"] });
    program.post(TOKENS, &body).await.expect_problem(403, "forbidden");
    let password = json!({ "password": kit::PASSWORD });
    program.post("/api/v1/auth/step-up", &password).await.expect_problem(403, "forbidden");
    program.post("/api/v1/auth/token/revoke", &json!({})).await.expect_problem(403, "forbidden");
    assert_eq!(rows(&app, "api_token").await, 1);
});

kit::both_engines!(a_revoked_token_is_gone_at_once, |app| {
    let ann = app.customer("ann").await;
    let created = create(&ann, &["profile.manage"]).await;
    let program = program(&app, &created);
    program.get("/api/v1/me").await.expect(200);
    revoke(&ann, &created).await.expect(204);
    program.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    revoke(&ann, &created).await.expect_problem(404, "not_found");

    let ada = app.staff("ada", Role::Admin).await;
    let acts = ada.reads_all(&format!("/api/v1/audit?actor_id={}", ann.id), 10).await;
    assert_eq!(texts(&acts, "act"), ["api_token_revoked", "api_token_created"]);
});

kit::both_engines!(a_token_ends_by_itself_and_is_forgotten_later, |app| {
    let ann = app.customer("ann").await;
    for bad in [0, 367] {
        let body = json!({ "name": "Export", "scopes": ["profile.manage"], "expires_in_days": bad });
        ann.post(TOKENS, &body).await.expect_problem(422, "validation_failed").at("#/expires_in_days");
    }
    let body = json!({ "name": "Export", "scopes": ["profile.manage"], "expires_in_days": 1 });
    let program = program(&app, &ann.post(TOKENS, &body).await.expect(201).json);
    app.pass(Duration::days(1) - Duration::milliseconds(1));
    program.get("/api/v1/me").await.expect(200);
    app.pass(Duration::milliseconds(1));
    program.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    for (wait, left) in [(Duration::days(30), 1), (Duration::milliseconds(1), 0)] {
        app.pass(wait);
        forget(&app).await;
        assert_eq!(rows(&app, "api_token").await, left);
    }
});

kit::both_engines!(use_is_noted_once_an_hour, |app| {
    let ann = app.customer("ann").await;
    let created = create(&ann, &["profile.manage"]).await;
    let program = program(&app, &created);
    let mut noted = Vec::new();
    for wait in [0, 59, 1] {
        app.pass(Duration::minutes(wait));
        let me = program.get(&place(&created)).await.expect(200).json;
        noted.push(me["last_used_at"].as_str().unwrap().to_owned());
    }
    assert_eq!(noted[0], noted[1]);
    assert_eq!(noted[2], "2026-11-22T11:00:00.000Z");
});

kit::both_engines!(a_repetition_makes_no_second_token_and_shows_no_secret, |app| {
    let ann = app.customer("ann").await;
    let keyed = ann.with("idempotency-key", "one");
    let body = json!({ "name": "Export", "scopes": ["profile.manage"] });
    let first = keyed.post(TOKENS, &body).await.expect(201);
    let again = keyed.post(TOKENS, &body).await.expect(201);
    assert_eq!(again.header("idempotency-replayed").as_deref(), Some("true"));
    assert_eq!(again.json["api_token"], first.json["api_token"]);
    assert!(first.json["secret"].is_string() && again.json["secret"].is_null());
    assert_eq!(rows(&app, "api_token").await, 1);
});

kit::both_engines!(what_is_no_token_opens_nothing, |app| {
    let ann = app.customer("ann").await;
    let created = create(&ann, &["profile.manage"]).await;
    let secret = created["secret"].as_str().unwrap();
    let other = format!("{}{}", &secret[..38], if secret.ends_with('0') { '1' } else { '0' });
    for bad in [other.as_str(), "bd_", "bd_ü", &secret[3..], &secret.to_uppercase()] {
        let visitor = app.visitor().with("authorization", &format!("Bearer {bad}"));
        visitor.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    }
});

kit::both_engines!(other_peoples_tokens_are_not_there, |app| {
    let (ann, eve) = (app.customer("ann").await, app.customer("eve").await);
    let created = create(&ann, &["profile.manage"]).await;
    eve.get(&place(&created)).await.expect_problem(404, "not_found");
    revoke(&eve, &created).await.expect_problem(404, "not_found");
    assert!(eve.reads_all(TOKENS, 10).await.is_empty());
    program(&app, &created).get("/api/v1/me").await.expect(200);
});

kit::both_engines!(an_old_sign_in_has_to_be_confirmed_first, |app| {
    let ann = app.customer("ann").await;
    app.pass(Duration::minutes(16));
    let ann = ann.refreshed().await;
    let body = json!({ "name": "Export", "scopes": ["profile.manage"] });
    ann.post(TOKENS, &body).await.expect_problem(403, "step_up_required");
    let wrong = json!({ "password": "not the password" });
    ann.post("/api/v1/auth/step-up", &wrong).await.expect_problem(422, "validation_failed").at("#/password");
    ann.post(TOKENS, &body).await.expect_problem(403, "step_up_required");

    let right = json!({ "password": kit::PASSWORD });
    ann.post("/api/v1/auth/step-up", &right).await.expect(204);
    ann.post(TOKENS, &body).await.expect(201);
    app.pass(Duration::minutes(15) + Duration::milliseconds(1));
    let ann = ann.refreshed().await;
    ann.post(TOKENS, &body).await.expect_problem(403, "step_up_required");
    ann.post("/api/v1/auth/step-up", &right).await.expect(204);
    ann.post(TOKENS, &body).await.expect(201);
});

kit::both_engines!(a_ticket_can_be_followed_by_a_program, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader 3").await;
    let reader = program(&app, &create(&bo, &["ticket.read"]).await);
    reader.get(&path_of(&ticket)).await.expect(200);
    let reply = json!({ "kind": "reply", "body": "Hello." });
    let written = reader.post(&format!("{}/messages", path_of(&ticket)), &reply).await;
    written.expect_problem(403, "forbidden");
    app.run_jobs().await;
});

kit::both_engines!(an_ended_session_makes_no_token_where_it_is_still_remembered, |app| {
    let ann = app.customer("ann").await;
    let there = ann.through(&app.another_server().await);
    there.get("/api/v1/me").await.expect(200);
    ann.client().delete("/api/v1/me/sessions").await.expect(204);
    there.get("/api/v1/me").await.expect(200);
    let new = json!({ "name": "Left behind", "scopes": ["ticket.request"] });
    there.post(TOKENS, &new).await.expect_problem(401, "unauthenticated");
    assert_eq!(rows(&app, "api_token").await, 0);
});
