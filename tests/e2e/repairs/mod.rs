//! Repair cases: every step of the way, who may take it, and what time does.

mod addresses;
mod asking;
mod bench;
mod checks;
mod coverage;
mod exchanges;
mod history;
mod holds;
mod papers;
mod parcels;
mod paths;
mod photos;
mod quotes;
mod reports;
mod scripts;
mod story;
mod tickets;
mod time;
mod tracking;
mod turns;
mod unidentified;
mod unpacking;

use axum::http::Method;
use domain::{
    identity::{Actor, Role},
    job::{JobRequest, Work},
    repair::Mover,
};
use kit::{Person, Reply, TestApp};
use serde_json::{Value, json};

/// A customer with a device, and a desk to repair it.
pub(crate) struct Shop {
    ann: Person,
    cem: Person,
    agent: Person,
    technician: Person,
    logistics: Person,
    lead: Person,
    officer: Person,
    product: Value,
    device: Value,
    ticket: Value,
}

impl Shop {
    async fn open(app: &TestApp) -> Self {
        let admin = app.staff("ada", Role::Admin).await;
        let new = json!({ "sku": "K61-BLK", "name": "Keys 61" });
        let product = admin.post("/api/v1/products", &new).await.expect(201).json;
        let (ann, cem) = (app.customer("ann").await, app.customer("cem").await);
        let device = json!({ "product_id": product["id"], "serial": "K61-004711" });
        let device = ann.post("/api/v1/devices", &device).await.expect(201).json;
        let ticket = ann.opens_ticket("Fader 3 is stuck").await;
        let shop = Self {
            cem,
            agent: app.agent("bo").await,
            technician: app.staff("tom", Role::Technician).await,
            logistics: app.staff("lou", Role::Logistics).await,
            lead: app.staff("lea", Role::Lead).await,
            officer: app.staff("pat", Role::PrivacyOfficer).await,
            ann,
            product,
            device,
            ticket,
        };
        app.run_jobs().await;
        app.mailbox.take();
        shop
    }

    /// Who moves repairs as this; nobody does as time.
    const fn who_is(&self, mover: Mover) -> Option<&Person> {
        match mover {
            Mover::Customer => Some(&self.ann),
            Mover::Agent => Some(&self.agent),
            Mover::Technician => Some(&self.technician),
            Mover::Logistics => Some(&self.logistics),
            Mover::Lead => Some(&self.lead),
            Mover::Time => None,
        }
    }

    /// Everybody signs in anew: sessions have ended meanwhile.
    async fn sign_in_again(&mut self, app: &TestApp) {
        let people = [
            &mut self.ann,
            &mut self.cem,
            &mut self.agent,
            &mut self.technician,
            &mut self.logistics,
            &mut self.lead,
            &mut self.officer,
        ];
        for person in people {
            *person = app.sign_in(&person.email).await;
        }
    }

    fn request(&self) -> Value {
        json!({
            "ticket_id": self.ticket["id"],
            "device_id": self.device["id"],
            "symptom": "It jams halfway.",
            "battery": "none",
            "return_method": "pick_up",
        })
    }

    /// The customer asks for a repair; returns it.
    async fn asks(&self) -> Value {
        self.ann.post("/api/v1/repairs", &self.request()).await.expect(201).json
    }

    /// A repair that has come this far, by the shortest way.
    async fn repair_in(&self, state: &str) -> Value {
        let repair = self.asks().await;
        for (to, who, body) in self.way(&repair, state) {
            moves(who, &repair, to, body).await.expect(200);
        }
        repair
    }

    /// The steps of a paid repair until this state.
    fn way<'s>(&'s self, repair: &Value, state: &str) -> Vec<(&'static str, &'s Person, Value)> {
        let ready = json!({ "checklist": ["All faders reach both ends."], "outcome": "repaired" });
        let all = [
            ("authorized", &self.lead, json!({ "coverage": "goodwill", "reason": "We pay." })),
            ("inbound", &self.ann, json!({})),
            ("received", &self.logistics, json!({ "rma_number": repair["rma_number"] })),
            ("diagnosing", &self.technician, json!({ "intake": intake() })),
            ("repairing", &self.technician, json!({})),
            ("testing", &self.technician, json!({ "work": { "text": "Replaced fader 3.", "minutes": 40 } })),
            ("ready_to_ship", &self.technician, ready),
            ("delivered", &self.logistics, json!({ "identity_checked": true })),
            ("closed", &self.ann, json!({})),
        ];
        let until = all.iter().position(|(to, ..)| *to == state).map_or(0, |at| at + 1);
        all.into_iter().take(until).collect()
    }
}

fn intake() -> Value {
    let supply = json!({ "name": "Power supply", "declared": 1, "received": 0 });
    json!({ "serial": "k61 004711", "condition": "Dusty.", "accessories": [supply] })
}

fn path(repair: &Value) -> String {
    format!("/api/v1/repairs/{}", repair["id"].as_str().unwrap())
}

/// The repair as somebody sees it.
async fn reads(person: &Person, repair: &Value) -> Value {
    person.get(&path(repair)).await.expect(200).json
}

/// Moves a repair, whatever its version is.
async fn moves(person: &Person, repair: &Value, to: &str, mut body: Value) -> Reply {
    body["to"] = json!(to);
    person.with("if-match", "*").post(&format!("{}/transitions", path(repair)), &body).await
}

/// Sends to a part of a repair with any version.
async fn sends(person: &Person, method: Method, path: &str, body: &Value) -> Reply {
    let client = person.with("if-match", "*").with("content-type", "application/json");
    client.send(method, path, if body.is_null() { String::new() } else { body.to_string() }).await
}

/// Runs the job that forgets, now.
async fn forget(app: &TestApp) {
    let mut tx = app.store.begin().await.unwrap();
    tx.jobs().enqueue(JobRequest::now(&app.ctx(Actor::Time), Work::RemoveExpired)).await.unwrap();
    tx.commit().await.unwrap();
    app.run_jobs().await;
}

/// Where somebody can take the repair.
async fn possible(person: &Person, repair: &Value) -> Vec<String> {
    let seen = reads(person, repair).await;
    let moves = seen["allowed_transitions"].as_array().unwrap().clone();
    moves.iter().map(|one| one["to"].as_str().unwrap().to_owned()).collect()
}

/// The subjects of the letters that went to somebody.
async fn letters(app: &TestApp, to: &Person) -> Vec<String> {
    app.run_jobs().await;
    let mails = app.mailbox.take();
    mails.into_iter().filter(|mail| mail.to == to.email).map(|mail| mail.subject()).collect()
}
