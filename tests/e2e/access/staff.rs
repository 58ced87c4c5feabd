//! Staff come by invitation, change roles, and go; nobody rises above themselves.

use axum::http::Method;
use chrono::Duration;
use domain::identity::{self, Actor, Role};
use futures_util::future::join;
use kit::{Engine, PASSWORD, Person, Reply, TestApp};
use serde_json::{Value, json};

use crate::support::{rows, texts};

async fn invite(by: &Person, name: &str, role: &str) -> Reply {
    let body = json!({ "name": name, "email": format!("{name}@desk.example.org"), "role": role });
    by.post("/api/v1/staff/invitations", &body).await
}

async fn accept(app: &TestApp, token: &str, name: &str) -> Reply {
    let body = json!({ "token": token, "name": name, "password": PASSWORD });
    app.visitor().post("/api/v1/auth/invitations/accept", &body).await
}

async fn change(by: &Person, id: &str, body: Value) -> Reply {
    let client = by.with("content-type", "application/merge-patch+json").with("if-match", "*");
    client.send(Method::PATCH, &format!("/api/v1/staff/{id}"), body.to_string()).await
}

async fn remove(by: &Person, id: &Value) -> Reply {
    let place = format!("/api/v1/staff/{}", id.as_str().unwrap());
    by.with("if-match", "*").send(Method::DELETE, &place, "").await
}

kit::both_engines!(an_invited_member_chooses_name_and_password_once, |app| {
    let ada = app.staff("ada", Role::Admin).await;
    let invited = invite(&ada, "bo", "agent").await.expect(201).json;
    assert_eq!(invited["state"], "unverified");
    app.run_jobs().await;
    let letter = app.mailbox.take_only_to("bo@desk.example.org");
    assert!(letter.text().contains("/accept-invitation#token="));
    let credentials = json!({ "email": "bo@desk.example.org", "password": PASSWORD });
    let early = app.visitor().post("/api/v1/auth/token", &credentials).await;
    early.expect_problem(401, "invalid_credentials");

    let short = json!({ "token": letter.token(), "password": "short" });
    let refused = app.visitor().post("/api/v1/auth/invitations/accept", &short).await;
    refused.expect_problem(422, "validation_failed").at("#/password");
    accept(&app, &letter.token(), "Bo Baker").await.expect(204);
    accept(&app, &letter.token(), "Eve").await.expect_problem(410, "gone");
    let bo = app.sign_in("bo@desk.example.org").await;
    let me = bo.get("/api/v1/me").await.json;
    assert_eq!((&me["name"], &me["role"]), (&json!("Bo Baker"), &json!("agent")));
    let acts = ada.reads_all(&format!("/api/v1/audit?target_id={}", bo.id), 10).await;
    assert_eq!(texts(&acts, "act"), ["invitation_accepted", "staff_invited"]);
});

kit::both_engines!(an_invitation_ends_can_be_renewed_and_taken_back, |app| {
    let ada = app.staff("ada", Role::Admin).await;
    invite(&ada, "bo", "agent").await.expect(201);
    app.run_jobs().await;
    let first = app.mailbox.take_only_to("bo@desk.example.org").token();
    app.pass(Duration::days(7));
    accept(&app, &first, "Bo").await.expect_problem(410, "gone");
    let ada = app.sign_in(&ada.email).await;
    let again = invite(&ada, "bo", "lead").await.expect(201).json;
    assert_eq!((&again["role"], again["version"].as_i64()), (&json!("lead"), Some(2)));
    app.run_jobs().await;
    let second = app.mailbox.take_only_to("bo@desk.example.org").token();
    change(&ada, again["id"].as_str().unwrap(), json!({ "state": "disabled" }))
        .await
        .expect_problem(409, "state_conflict");
    remove(&ada, &again["id"]).await.expect(204);
    accept(&app, &second, "Bo").await.expect_problem(410, "gone");
    assert_eq!(rows(&app, "account").await, 1);
    invite(&ada, "ada", "agent").await.expect_problem(409, "email_taken");
});

kit::both_engines!(registering_does_not_take_an_invited_member_s_place, |app| {
    let ada = app.staff("ada", Role::Admin).await;
    invite(&ada, "bo", "agent").await.expect(201);
    app.run_jobs().await;
    let invitation = app.mailbox.take_only_to("bo@desk.example.org").token();
    let eve = json!({ "name": "Eve", "email": "bo@desk.example.org", "password": "eve's own password" });
    app.visitor().post("/api/v1/auth/register", &eve).await.expect(202);
    app.run_jobs().await;
    app.mailbox.take();
    accept(&app, &invitation, "Bo").await.expect(204);
    let bo = app.sign_in("bo@desk.example.org").await;
    assert_eq!(bo.get("/api/v1/me").await.json["role"], "agent");
});

kit::both_engines!(who_is_disabled_is_out_at_once_and_can_come_back, |app| {
    let (ada, bo) = (app.staff("ada", Role::Admin).await, app.agent("bo").await);
    let ann = app.customer("ann").await;
    let ticket = ann.opens_ticket("Fader 3").await;
    bo.changes(&ticket, json!({ "assignee_id": bo.id })).await;
    let token = json!({ "name": "Export", "scopes": ["ticket.read"] });
    let secret = bo.post("/api/v1/api-tokens", &token).await.expect(201).json["secret"].clone();
    let program = app.visitor().with("authorization", &format!("Bearer {}", secret.as_str().unwrap()));
    program.get("/api/v1/tickets").await.expect(200);

    change(&ada, &bo.id, json!({ "state": "disabled" })).await.expect(200);
    bo.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    program.get("/api/v1/tickets").await.expect_problem(401, "unauthenticated");
    let left = ada.reads_all(&format!("/api/v1/tickets?assignee={}", bo.id), 10).await;
    assert_eq!(left.len(), 1, "what was theirs is found under their name");
    change(&ada, &bo.id, json!({ "state": "active" })).await.expect(200);
    bo.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    program.get("/api/v1/tickets").await.expect_problem(401, "unauthenticated");
    app.sign_in(&bo.email).await;
    app.run_jobs().await;
    app.mailbox.take();
});

kit::both_engines!(nobody_gives_more_than_they_have_nor_changes_who_has_more, |app| {
    let (ada, lea, bo) =
        (app.staff("ada", Role::Admin).await, app.staff("lea", Role::Lead).await, app.agent("bo").await);
    invite(&lea, "eve", "admin").await.expect_problem(403, "forbidden");
    invite(&lea, "eve", "customer").await.expect_problem(422, "validation_failed").at("#/role");
    for change_of in [json!({ "role": "admin" }), json!({ "role": "privacy_officer" })] {
        change(&lea, &bo.id, change_of.clone()).await.expect_problem(403, "forbidden");
        change(&lea, &lea.id, change_of).await.expect_problem(403, "forbidden");
    }
    change(&lea, &ada.id, json!({ "state": "disabled" })).await.expect_problem(403, "forbidden");
    change(&bo, &bo.id, json!({ "role": "lead" })).await.expect_problem(403, "forbidden");
    change(&lea, &bo.id, json!({ "role": "technician" })).await.expect(200);
    bo.get("/api/v1/customers").await.expect_problem(403, "forbidden");
});

kit::both_engines!(the_last_active_administrator_stays, |app| {
    let (ada, eva) = (app.staff("ada", Role::Admin).await, app.staff("eva", Role::Admin).await);
    let (one, other) = join(
        change(&ada, &eva.id, json!({ "role": "agent" })),
        change(&eva, &ada.id, json!({ "role": "agent" })),
    )
    .await;
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert!([[200, 403], [200, 409]].contains(&statuses), "{statuses:?}");
    let left = if one.status == 200 { ada } else { eva };
    for change_of in [json!({ "role": "lead" }), json!({ "state": "disabled" })] {
        change(&left, &left.id, change_of).await.expect_problem(409, "state_conflict");
    }
    left.get("/api/v1/audit").await.expect(200);
});

kit::both_engines!(changing_staff_takes_a_fresh_sign_in_and_the_right_version, |app| {
    let (ada, bo) = (app.staff("ada", Role::Admin).await, app.agent("bo").await);
    let place = format!("/api/v1/staff/{}", bo.id);
    ada.patch(&place, &json!(7), &json!({ "name": "B" })).await.expect_problem(412, "precondition_failed");
    app.pass(Duration::minutes(16));
    let ada = ada.refreshed().await;
    ada.patch(&place, &json!(1), &json!({ "name": "B" })).await.expect_problem(403, "step_up_required");
    invite(&ada, "eve", "agent").await.expect_problem(403, "step_up_required");
    ada.post("/api/v1/auth/step-up", &json!({ "password": PASSWORD })).await.expect(204);
    ada.patch(&place, &json!(1), &json!({ "name": "B" })).await.expect(200);
});

/// What a server that starts prints, in its own transaction.
async fn printed(app: &TestApp) -> String {
    let mut tx = app.store.begin().await.unwrap();
    let cx = app.ctx(Actor::Operator);
    let token = identity::first_admin_code(&mut *tx, &cx, &app.keys).await.unwrap();
    tx.commit().await.unwrap();
    token.unwrap()
}

async fn servers_that_start_at_once_print_one_link(engine: Engine) {
    let app = TestApp::start(engine).await;
    let mut tx = app.store.begin().await.unwrap();
    domain::instance::check_key(&mut *tx, &app.keys).await.unwrap();
    tx.commit().await.unwrap();
    let (one, other) = join(printed(&app), printed(&app)).await;
    assert_eq!(one, other);
    assert_eq!(rows(&app, "code").await, 1);
}

#[tokio::test]
async fn servers_that_start_at_once_print_one_link_on_sqlite() {
    servers_that_start_at_once_print_one_link(Engine::Sqlite).await;
}

#[tokio::test]
async fn servers_that_start_at_once_print_one_link_on_postgres() {
    servers_that_start_at_once_print_one_link(Engine::Postgres).await;
}

kit::both_engines!(who_only_registered_an_address_keeps_no_colleague_out, |app| {
    let ada = app.staff("ada", Role::Admin).await;
    let registration = json!({ "name": "Eve", "email": "new@desk.example.org", "password": PASSWORD });
    app.visitor().post("/api/v1/auth/register", &registration).await.expect(202);
    app.run_jobs().await;
    app.mailbox.take();
    invite(&ada, "new", "agent").await.expect(201);
    app.run_jobs().await;
    let token = app.mailbox.take_only_to("new@desk.example.org").token();
    accept(&app, &token, "New").await.expect(204);
});

kit::both_engines!(who_comes_while_the_invitation_is_taken_back_is_told_that_it_is_gone, |app| {
    let ada = app.staff("ada", Role::Admin).await;
    for round in 0..4 {
        let name = format!("bo{round}");
        let id = invite(&ada, &name, "agent").await.expect(201).json["id"].clone();
        app.run_jobs().await;
        let token = app.mailbox.take_only_to(&format!("{name}@desk.example.org")).token();
        let (came, taken_back) = join(accept(&app, &token, &name), remove(&ada, &id)).await;
        let both = (came.status.as_u16(), taken_back.status.as_u16());
        assert!([(204, 409), (410, 204)].contains(&both), "{both:?} {}", came.json);
    }
});
