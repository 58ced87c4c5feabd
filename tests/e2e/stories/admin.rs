//! An administrator's first day, as far as it concerns tickets. `docs/first-day.md` tells it to people, and the tour
//! runs it word for word; here it is told to one process and to two. Left to the rounds that build what they need:
//! calendar and time zone of the desk (2), a mailbox (3), single sign-on (4), forms (5), targets for answers (6), the
//! retention page (7), webhooks and a range of addresses for tokens (8), imports (9), moving from SQLite to PostgreSQL by
//! `migrate-db` (14). Elsewhere: the first start, its link and the doctor (1, `storage`
//! and the tour), backup and its rehearsal (11, `storage::backup`), invented people (13, `operations`), several processes
//! (14, all stories).

use axum::http::Method;
use kit::{Deployment, Engine, PASSWORD, Person, path_of};
use serde_json::{Value, json};

use super::{act, bodies, until};

async fn first_day(engine: Engine) {
    let desk = Deployment::start(engine, &[]).await;
    let ada = desk.staff("ada", "admin").await;
    finds_it_ready(&desk, &ada).await;
    tries_the_mail(&desk, &ada).await;
    let bo = invites_an_agent(&desk, &ada).await;
    asks_leads_for_two_steps(&desk, &ada).await;
    let product = knows_its_products(&ada).await;
    let thanks = writes_a_macro(&ada).await;
    let ann = desk.customer("ann").await;
    let ticket = gets_the_first_ticket(&ann, &product).await;
    first_answer(&desk, &bo, &ann, &ticket, &thanks).await;
    lets_a_program_in(&desk, &ada).await;
    sees_that_all_is_well(&ada).await;
    desk.stop();
}

/// 1. Everything that the desk needs is there, on every process.
async fn finds_it_ready(desk: &Deployment, ada: &Person) {
    for _ in desk.urls() {
        desk.visitor().get("/readyz").await.expect(200);
    }
    assert_eq!(ada.get("/api/v1/me").await.expect(200).json["role"], "admin");
}

/// 3. A letter to oneself: the mail server takes what the desk hands in.
async fn tries_the_mail(desk: &Deployment, ada: &Person) {
    let tried = ada.post("/api/v1/mail/test", &Value::Null).await.expect(200).json;
    assert_eq!(tried["outcome"], "accepted");
    desk.mailbox.wait_for(&ada.email, "").await;
}

/// 4. Bo is invited, chooses a password, and belongs to the team that gets new tickets.
async fn invites_an_agent(desk: &Deployment, ada: &Person) -> Person {
    let bo = json!({ "name": "Bo", "email": "bo@desk.example.org", "role": "agent" });
    let invited = ada.post("/api/v1/staff/invitations", &bo).await.expect(201).json;
    let token = desk.mailbox.wait_for("bo@desk.example.org", "#token=").await.token();
    let accepted = json!({ "token": token, "password": PASSWORD });
    desk.visitor().post("/api/v1/auth/invitations/accept", &accepted).await.expect(204);
    let team = json!({ "name": "Support", "is_default": true, "member_ids": [invited["id"]] });
    ada.post("/api/v1/teams", &team).await.expect(201);
    desk.visitor().sign_in("bo@desk.example.org").await
}

/// 4. Who leads has to sign in in two steps: until then, a lead may nothing but set that up.
async fn asks_leads_for_two_steps(desk: &Deployment, ada: &Person) {
    let needed = json!({ "totp_required": true, "confidentiality_required": false });
    ada.with("if-match", "*").put("/api/v1/roles/lead", &needed).await.expect(200);
    let lea = desk.staff("lea", "lead").await;
    lea.get("/api/v1/tickets").await.expect_problem(403, "totp_required");
    lea.post("/api/v1/me/totp", &Value::Null).await.expect(201);
}

/// 5. Products, and what their serial numbers look like.
async fn knows_its_products(ada: &Person) -> Value {
    let product = json!({ "sku": "K61-BLK", "name": "Keys 61", "serial_pattern": "K61[0-9]{6}" });
    ada.post("/api/v1/products", &product).await.expect(201).json
}

/// 6. A text for what is asked every day, in both languages, and a view of what waits for customers.
async fn writes_a_macro(ada: &Person) -> Value {
    let view = json!({ "name": "Waits", "filter": { "statuses": ["pending"] }, "shared_with": "everyone" });
    ada.post("/api/v1/views", &view).await.expect(201);
    let reset = json!({ "name": "Reset", "shared_with": "everyone", "actions": {
        "status": "pending", "add_tags": ["reset"], "message": { "kind": "reply", "texts": {
            "en": "Please hold the power button for ten seconds.",
            "de": "Bitte halten Sie die Taste zehn Sekunden lang gedrückt.",
        } },
    } });
    ada.post("/api/v1/macros", &reset).await.expect(201).json
}

/// 5 and 6, from the other side: a customer mistypes a number and is told, and asks about the device.
async fn gets_the_first_ticket(ann: &Person, product: &Value) -> Value {
    let mut device = json!({ "product_id": product["id"], "serial": "K62 004711" });
    let refused = ann.post("/api/v1/devices", &device).await;
    refused.expect_problem(422, "validation_failed").at("#/serial");
    device["serial"] = json!("k61 004711");
    let device = ann.post("/api/v1/devices", &device).await.expect(201).json;
    let new = json!({
        "subject": "Silent", "body": "A new cable does not help.", "device": { "id": device["id"] },
    });
    ann.post("/api/v1/tickets", &new).await.expect(201).json
}

/// The target of the day: the first answer.
async fn first_answer(desk: &Deployment, bo: &Person, ann: &Person, ticket: &Value, thanks: &Value) {
    let mine = bo.post("/api/v1/tickets/next", &json!({})).await.expect(200).json;
    assert_eq!((&mine["id"], &mine["device"]["serial"]), (&ticket["id"], &json!("k61 004711")));
    act(bo, Method::POST, ticket, "macros", &json!({ "macro_id": thanks["id"] })).await.expect(200);
    desk.mailbox.wait_for(&ann.email, "hold the power button").await;
    until(async || bodies(ann, ticket).await.len() == 2).await;
    assert_eq!(ann.reads(ticket).await["status"], "pending");
    let seen = ann.get(&path_of(ticket)).await.expect(200).json;
    assert_eq!(seen["staff"], Value::Null);
}

/// 8. A token for a program, for what it needs and no more; and the document of exactly this version.
async fn lets_a_program_in(desk: &Deployment, ada: &Person) {
    let new = json!({ "name": "Nightly report", "scopes": ["ticket.read"], "expires_in_days": 30 });
    let token = ada.post("/api/v1/api-tokens", &new).await.expect(201).json;
    let bearer = format!("Bearer {}", token["secret"].as_str().unwrap());
    let program = desk.visitor().with("authorization", &bearer);
    assert_eq!(program.get("/api/v1/tickets").await.expect(200).json["items"].as_array().unwrap().len(), 1);
    program.get("/api/v1/staff").await.expect_problem(403, "forbidden");
    let document = desk.visitor().get("/api/openapi.json").await.expect(200).json;
    assert_eq!(document["openapi"], "3.1.0");
}

/// 12. Is all well?
async fn sees_that_all_is_well(ada: &Person) {
    until(async || ada.get("/api/v1/system").await.expect(200).json["jobs"]["pending"] == 0).await;
    assert_eq!(ada.get("/api/v1/system").await.expect(200).json["jobs"]["dead"], 0);
}

#[tokio::test]
async fn on_sqlite() {
    first_day(Engine::Sqlite).await;
}

#[tokio::test]
async fn on_two_servers_and_postgres() {
    first_day(Engine::Postgres).await;
}
