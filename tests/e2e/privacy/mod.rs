//! What people ask for of their rights: the erasure of their account.

mod asking;
mod at_once;
mod beginning;
mod erasing;
mod ledger;
mod nobody;
mod stopping;

use axum::http::Method;
use chrono::Duration;
use domain::{
    id::{AccountId, PrivacyRequestId},
    identity::{Actor, Role},
    privacy::{self, Cut, Cutting, Next},
};
use kit::{Person, Reply, TestApp};
use serde_json::{Value, json};

const REQUESTS: &str = "/api/v1/me/privacy-requests";

/// A customer who wants to be erased, another, and the desk.
struct Desk {
    ann: Person,
    theo: Person,
    agent: Person,
    technician: Person,
    logistics: Person,
    lead: Person,
    officer: Person,
    product: Value,
}

impl Desk {
    async fn open(app: &TestApp) -> Self {
        let admin = app.staff("ada", Role::Admin).await;
        let new = json!({ "sku": "K61-BLK", "name": "Keys 61" });
        let desk = Self {
            product: admin.post("/api/v1/products", &new).await.expect(201).json,
            ann: app.customer("ann").await,
            theo: app.customer("theo").await,
            agent: app.agent("bo").await,
            technician: app.staff("tom", Role::Technician).await,
            logistics: app.staff("lou", Role::Logistics).await,
            lead: app.staff("lea", Role::Lead).await,
            officer: app.staff("pat", Role::PrivacyOfficer).await,
        };
        app.run_jobs().await;
        app.mailbox.take();
        desk
    }

    /// Everybody signs in anew: sessions have ended meanwhile.
    async fn sign_in_again(&mut self, app: &TestApp) {
        for person in [
            &mut self.ann,
            &mut self.theo,
            &mut self.agent,
            &mut self.technician,
            &mut self.logistics,
            &mut self.lead,
            &mut self.officer,
        ] {
            *person = app.sign_in(&person.email).await;
        }
    }

    async fn device(&self, serial: &str) -> Value {
        let new = json!({ "product_id": self.product["id"], "serial": serial });
        self.ann.post("/api/v1/devices", &new).await.expect(201).json
    }

    /// A repair of the customer's that has come this far.
    async fn repair(&self, serial: &str, state: &str, coverage: &str) -> Value {
        let device = self.device(serial).await;
        let ticket = self.ann.opens_ticket("Fader 3 is stuck").await;
        let request = json!({
            "ticket_id": ticket["id"], "device_id": device["id"], "symptom": "It jams.", "battery": "none",
            "return_method": "parcel"
        });
        let repair = self.ann.post("/api/v1/repairs", &request).await.expect(201).json;
        let intake = json!({ "serial": serial, "condition": "Dusty.", "accessories": [] });
        let ready = json!({ "checklist": ["All is well."], "outcome": "repaired" });
        let all = [
            ("authorized", &self.lead, json!({ "coverage": coverage, "reason": "As agreed." })),
            ("received", &self.logistics, json!({ "rma_number": repair["rma_number"] })),
            ("diagnosing", &self.technician, json!({ "intake": intake })),
            ("testing", &self.technician, json!({ "work": { "text": "Cleaned.", "minutes": 5 } })),
            ("ready_to_ship", &self.technician, ready),
            ("delivered", &self.logistics, json!({ "identity_checked": true })),
            ("closed", &self.ann, json!({})),
        ];
        let until = all.iter().position(|(to, ..)| *to == state).map_or(0, |at| at + 1);
        for (to, who, body) in all.into_iter().take(until) {
            moves(who, &repair, to, body).await.expect(200);
        }
        repair
    }

    /// A repair that the customer has agreed to pay for, and that is over.
    async fn paid_repair(&self, app: &TestApp, serial: &str) -> Value {
        let repair = self.repair(serial, "diagnosing", "paid").await;
        let line = json!({
            "kind": "labour", "text": "Replace fader 3", "quantity_milli": 1000, "unit_minor": 6000, "tax_rate": 1900
        });
        let quote = json!({
            "currency": "EUR", "lines": [line], "maximum": false, "days_needed": 5, "decline_fee_minor": 0,
            "valid_until": app.now() + Duration::days(20),
        });
        moves(&self.agent, &repair, "awaiting_approval", json!({ "quote": quote })).await.expect(200);
        let offer =
            self.ann.get(&format!("{}/quotes", path(&repair))).await.expect(200).json["items"][0].clone();
        let version = json!({ "version": offer["version"], "content_hash": offer["content_hash"] });
        let ready = json!({ "checklist": ["All is well."], "outcome": "repaired" });
        for (to, who, body) in [
            ("repairing", &self.ann, json!({ "quote_version": version })),
            ("testing", &self.technician, json!({ "work": { "text": "Replaced.", "minutes": 40 } })),
            ("ready_to_ship", &self.technician, ready),
            ("delivered", &self.logistics, json!({ "identity_checked": true })),
            ("closed", &self.ann, json!({})),
        ] {
            moves(who, &repair, to, body).await.expect(200);
        }
        repair
    }
}

fn path(repair: &Value) -> String {
    format!("/api/v1/repairs/{}", repair["id"].as_str().unwrap())
}

async fn moves(person: &Person, repair: &Value, to: &str, mut body: Value) -> Reply {
    body["to"] = json!(to);
    person.with("if-match", "*").post(&format!("{}/transitions", path(repair)), &body).await
}

async fn changes(person: &Person, repair: &Value, body: Value) -> Reply {
    let client = person.with("if-match", "*").with("content-type", "application/merge-patch+json");
    client.send(Method::PATCH, &path(repair), body.to_string()).await
}

async fn gives_address(person: &Person, repair: &Value) -> Reply {
    let address = json!({
        "country": "DE", "recipient": "Ann Example", "street_lines": ["Zwölfapfelweg 17"], "postal_code": "10997",
        "locality": "Berlin"
    });
    person.with("if-match", "*").put(&format!("{}/address", path(repair)), &address).await
}

/// Asks for the own account to be erased.
async fn asks(person: &Person, repairs: &str) -> Reply {
    person.post(REQUESTS, &json!({ "kind": "erasure", "repairs": repairs })).await
}

fn place(request: &Value) -> String {
    format!("{REQUESTS}/{}", request["id"].as_str().unwrap())
}

/// The account is gone: everywhere, five seconds later.
async fn is_out(app: &TestApp, person: &Person) {
    app.pass(Duration::seconds(6));
    person.get("/api/v1/me").await.expect(401);
}

fn id_of(request: &Value) -> PrivacyRequestId {
    PrivacyRequestId::from_uuid(request["id"].as_str().unwrap().parse().unwrap())
}

/// One step of an erasure, as a worker takes it.
async fn steps(app: &TestApp, request: &Value) -> Next {
    let mut tx = app.store.begin().await.unwrap();
    let next = privacy::step(tx.as_mut(), &app.ctx(Actor::Time), id_of(request)).await.unwrap();
    tx.commit().await.unwrap();
    next
}
