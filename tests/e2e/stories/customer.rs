//! A customer's first days. Left to the rounds that build what they need: reading why at each field (1),
//! forms by topic, reading a pasted system report and articles (4), business hours (5), surveys (11). Elsewhere: repairs
//! (8, 9, `repairs`), the privacy page (12, `privacy`). The days after which a ticket is closed (10) pass by a word to
//! the database.

use axum::http::Method;
use domain::clock::{Clock, SystemClock};
use kit::{Deployment, Engine, PASSWORD, Person, path_of};
use serde_json::{Value, json};

use super::{asks, bodies, until};
use crate::access::totp::read_base32;

async fn first_days(engine: Engine) {
    let desk = Deployment::start(engine, &[("BENCHDESK_ATTACHMENT_LIMIT", "33554432")]).await;
    let admin = desk.staff("ada", "admin").await;
    let bo = desk.staff("bo", "agent").await;
    // 1. Registers, confirms by mail, signs in.
    let ann = desk.customer("ann").await;
    registers_with_contact(&ann).await;
    signs_in_in_two_steps(&desk).await;
    let device = registers_a_device(&admin, &ann).await;
    let ticket = asks_with_the_device(&desk, &ann, &device).await;
    answers_with_a_video(&desk, &ann, &bo, &ticket).await;
    adds_a_colleague(&desk, &ann, &bo, &ticket).await;
    confirms_and_reopens(&ann, &bo, &ticket).await;
    comes_back_later(&desk, &ann, &bo, &ticket).await;
    works_by_a_token(&desk, &ann).await;
    desk.stop();
}

/// 1. The contact: six fields, nothing else.
async fn registers_with_contact(ann: &Person) {
    let me = ann.get("/api/v1/me").await.expect(200).json;
    let contact = json!({ "phone": "+33142685300", "postcode": "75001", "city": "Paris", "country": "FR" });
    ann.patch("/api/v1/me", &me["version"], &contact).await.expect(200);
    let me = ann.get("/api/v1/me").await.expect(200).json;
    let street = json!({ "street": "Rue de Rivoli 1" });
    ann.patch("/api/v1/me", &me["version"], &street)
        .await
        .expect_problem(422, "validation_failed")
        .at("#/street");
}

/// 2. Signs in in two steps, because she wants to: by the app's code, and without the app by a recovery code.
async fn signs_in_in_two_steps(desk: &Deployment) {
    let zoe = desk.customer("zoe").await;
    let begun = zoe.post("/api/v1/me/totp", &Value::Null).await.expect(201).json;
    let app = read_base32(begun["secret"].as_str().unwrap());
    let code = json!({ "code": app.code_at(SystemClock.now()) });
    let codes = zoe.post("/api/v1/me/totp/confirm", &code).await.expect(200).json["recovery_codes"].clone();
    let mut sign_in = json!({ "email": zoe.email, "password": PASSWORD });
    let alone = desk.visitor().post("/api/v1/auth/token", &sign_in).await;
    alone.expect_problem(401, "second_factor_required");
    sign_in["code"] = codes[0].clone();
    desk.visitor().post("/api/v1/auth/token", &sign_in).await.expect(200);
    desk.visitor().post("/api/v1/auth/token", &sign_in).await.expect_problem(401, "invalid_code");
}

/// 3. A device: product, serial number, date of purchase, and the receipt.
async fn registers_a_device(admin: &Person, ann: &Person) -> Value {
    let product = json!({ "sku": "K61-BLK", "name": "Keys 61", "serial_pattern": "K61[0-9]{6}" });
    let product = admin.post("/api/v1/products", &product).await.expect(201).json;
    let mut new = json!({ "product_id": product["id"], "serial": "K62-004711" });
    let refused = ann.post("/api/v1/devices", &new).await;
    refused.expect_problem(422, "validation_failed").at("#/serial");
    new["serial"] = json!("k61 004711");
    let device = ann.post("/api/v1/devices", &new).await.expect(201).json;
    let path = format!("/api/v1/devices/{}", device["id"].as_str().unwrap());
    let bought = json!({ "purchased_on": "2026-11-02" });
    ann.with("if-match", "*").post(&format!("{path}/registration"), &bought).await.expect(200);
    let receipt = ann.uploads("receipt.txt", b"Keys 61, 2026-11-02").await;
    let proof = format!("{path}/proofs/{}", receipt["id"].as_str().unwrap());
    ann.client().send(Method::PUT, &proof, "").await.expect(200);
    let facts = json!({ "os": "macOS 15.2" });
    ann.with("if-match", "*").put(&format!("{path}/facts"), &facts).await.expect(200);
    device
}

/// 4 and 5. A request about it, with the facts that are known and one that is new; a street in the text is warned of;
/// a number on screen and by mail.
async fn asks_with_the_device(desk: &Deployment, ann: &Person, device: &Value) -> Value {
    let place = format!("/api/v1/devices/{}", device["id"].as_str().unwrap());
    let known = ann.get(&place).await.expect(200).json["facts"].clone();
    assert_eq!((&known["os"], &known["driver"]), (&json!("macOS 15.2"), &Value::Null));
    let facts = json!({ "os": known["os"], "driver": "3.1.0" });
    let new = json!({
        "subject": "Silent", "body": "No sound from the left. I live in Musterstraße 12, 10115 Berlin.",
        "device": { "id": device["id"], "facts": facts },
    });
    let ticket = ann.post("/api/v1/tickets", &new).await.expect(201).json;
    let letter = desk.mailbox.wait_for(&ann.email, "Silent").await;
    assert!(letter.subject().contains(&format!("[#{}]", ticket["number"])));
    let messages = ann.get(&format!("{}/messages", path_of(&ticket))).await.expect(200).json;
    assert_eq!(messages["items"][0]["warnings"][0]["kind"], "postal_address");
    let told = ann.get(&place).await.expect(200).json["facts"].clone();
    assert_eq!((&told["os"], &told["driver"]), (&json!("macOS 15.2"), &json!("3.1.0")));
    ticket
}

/// 6. Answers with 30 MB, on a desk that takes as much; it gets each byte.
async fn answers_with_a_video(desk: &Deployment, ann: &Person, bo: &Person, ticket: &Value) {
    bo.replies(ticket, "Can you show it?").await;
    desk.mailbox.wait_for(&ann.email, "Can you show it?").await;
    let mut video = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom".to_vec();
    video.extend((0..30_000_000_u32).map(|byte| byte.to_le_bytes()[1]));
    let file = ann.uploads("noise.mp4", &video).await;
    let reply = json!({ "kind": "reply", "body": "Here.", "attachment_ids": [file["id"]] });
    ann.writes(ticket, reply).await.expect(201);
    let content = format!("/api/v1/attachments/{}/content", file["id"].as_str().unwrap());
    assert!(bo.get(&content).await.expect(200).body == video);
    let part = bo.with("range", "bytes=0-7").get(&content).await.expect(206);
    assert_eq!(part.body, video[..8]);
}

/// 7. Adds a colleague as cc, who sees it all, and takes him out again.
async fn adds_a_colleague(desk: &Deployment, ann: &Person, bo: &Person, ticket: &Value) {
    let kim = desk.customer("kim").await;
    kim.get(&path_of(ticket)).await.expect_problem(404, "not_found");
    let invitation = json!({ "email": kim.email });
    ann.client().put(&format!("{}/participants", path_of(ticket)), &invitation).await.expect(202);
    desk.mailbox.wait_for(&kim.email, "/invitation").await;
    let place = format!("{}/participants/{}", path_of(ticket), kim.id);
    kim.client().send(Method::PUT, &place, "").await.expect(200);
    bo.replies(ticket, "Thank you both.").await;
    desk.mailbox.wait_for(&kim.email, "Thank you both.").await;
    ann.client().send(Method::DELETE, &place, "").await.expect(204);
    kim.get(&path_of(ticket)).await.expect_problem(404, "not_found");
}

/// 10. Confirms that it is solved, and reopens it by writing again.
async fn confirms_and_reopens(ann: &Person, bo: &Person, ticket: &Value) {
    assert_eq!(ann.changes(ticket, json!({ "status": "solved" })).await["status"], "solved");
    ann.replies(ticket, "It is silent again.").await;
    assert_eq!(ann.reads(ticket).await["status"], "open");
    let path = path_of(ticket);
    assert_eq!(bodies(ann, ticket).await, bodies(bo, ticket).await);
    bo.get(&format!("{path}/events")).await.expect(200);
}

/// 10. Comes back when the ticket is closed: the reply opens a follow-up.
async fn comes_back_later(desk: &Deployment, ann: &Person, bo: &Person, ticket: &Value) {
    bo.changes(ticket, json!({ "status": "solved" })).await;
    desk.ages(ticket).await;
    until(async || ann.reads(ticket).await["status"] == "closed").await;
    let reply = ann.replies(ticket, "It is silent once more.").await;
    assert_ne!(reply["ticket_id"], ticket["id"]);
    let follow_up = ann.reads(&json!({ "id": reply["ticket_id"] })).await;
    assert_eq!((&follow_up["follow_up_of"], &follow_up["status"]), (&ticket["id"], &json!("open")));
    assert_eq!(bodies(bo, &follow_up).await, ["It is silent once more."]);
    assert_eq!(bo.reads(ticket).await["status"], "closed");
}

/// 13. All of it by a program with a token of her own, which may no more than she.
async fn works_by_a_token(desk: &Deployment, ann: &Person) {
    let token = json!({ "name": "Script", "scopes": ["ticket.request"] });
    let made = ann.post("/api/v1/api-tokens", &token).await.expect(201).json;
    let bearer = format!("Bearer {}", made["secret"].as_str().unwrap());
    let program = desk.visitor().with("authorization", &bearer);
    let listed = program.get("/api/v1/tickets").await.expect(200).json;
    assert_eq!(listed["items"].as_array().unwrap().len(), 2);
    program.get("/api/v1/customers").await.expect_problem(403, "forbidden");
    asks(ann, "Another", "Thing.").await;
    let path = format!("/api/v1/api-tokens/{}", made["api_token"]["id"].as_str().unwrap());
    ann.client().delete(&path).await.expect(204);
    until(async || program.get("/api/v1/tickets").await.status == 401).await;
}

#[tokio::test]
async fn on_sqlite() {
    first_days(Engine::Sqlite).await;
}

#[tokio::test]
async fn on_two_servers_and_postgres() {
    first_days(Engine::Postgres).await;
}
