//! The address of a repair: given, looked at, asked for, ended, with the copies of it.

mod away;
mod confirmed;
mod copies;
mod ends;
mod given;
mod links;
mod looks;
mod lost;
mod readers;

use axum::http::Method;
use domain::identity::Role;
use kit::{Person, Reply, TestApp};
use serde_json::{Value, json};

const STREET: &str = "Zwölfapfelstraße 17";

/// A customer whose repair is at the desk.
struct Case {
    ann: Person,
    bo: Person,
    tom: Person,
    lou: Person,
    lea: Person,
    pat: Person,
    ticket: Value,
    repair: Value,
}

impl Case {
    /// A repair that has come this far, to be sent back by parcel.
    async fn in_state(app: &TestApp, state: &str) -> Self {
        let admin = app.staff("ada", Role::Admin).await;
        let new = json!({ "sku": "K61-BLK", "name": "Keys 61" });
        let product = admin.post("/api/v1/products", &new).await.expect(201).json;
        let ann = app.customer("ann").await;
        let ticket = ann.opens_ticket("Fader 3 is stuck").await;
        let request = json!({
            "ticket_id": ticket["id"], "product_id": product["id"], "no_serial_reason": "The label is gone.",
            "symptom": "It jams halfway.", "battery": "none", "return_method": "parcel"
        });
        let repair = ann.post("/api/v1/repairs", &request).await.expect(201).json;
        let case = Self {
            bo: app.agent("bo").await,
            tom: app.staff("tom", Role::Technician).await,
            lou: app.staff("lou", Role::Logistics).await,
            lea: app.staff("lea", Role::Lead).await,
            pat: app.staff("pat", Role::PrivacyOfficer).await,
            ann,
            ticket,
            repair,
        };
        case.comes_to(state).await;
        app.run_jobs().await;
        app.mailbox.take();
        case
    }

    async fn comes_to(&self, state: &str) {
        let intake = json!({ "condition": "Dusty.", "accessories": [] });
        let ready = json!({ "checklist": ["All faders reach both ends."], "outcome": "repaired" });
        let all = [
            ("authorized", &self.lea, json!({ "coverage": "goodwill", "reason": "We pay." })),
            ("received", &self.lou, json!({ "rma_number": self.repair["rma_number"] })),
            ("diagnosing", &self.tom, json!({ "intake": intake })),
            ("repairing", &self.tom, json!({})),
            ("testing", &self.tom, json!({ "work": { "text": "Replaced fader 3.", "minutes": 40 } })),
            ("ready_to_ship", &self.tom, ready),
        ];
        let until = all.iter().position(|(to, ..)| *to == state).map_or(0, |at| at + 1);
        for (to, who, body) in all.into_iter().take(until) {
            self.moves(who, to, body).await.expect(200);
        }
    }

    async fn moves(&self, who: &Person, to: &str, mut body: Value) -> Reply {
        body["to"] = json!(to);
        who.with("if-match", "*").post(&format!("{}/transitions", self.path()), &body).await
    }

    fn path(&self) -> String {
        format!("/api/v1/repairs/{}", self.repair["id"].as_str().unwrap())
    }

    fn address(&self) -> String {
        format!("{}/address", self.path())
    }

    /// Gives an address in place of this version.
    async fn gives(&self, who: &Person, version: &str, body: &Value) -> Reply {
        put(&who.with("if-match", version), &self.address(), body).await
    }

    /// The customer gives the usual one.
    async fn given(&self) -> Value {
        self.gives(&self.ann, "\"0\"", &address()).await.expect(200).json
    }

    /// Handed to the customer, who says that all is fine.
    async fn closes(&self) {
        self.moves(&self.lou, "delivered", json!({ "identity_checked": true })).await.expect(200);
        self.moves(&self.ann, "closed", json!({})).await.expect(200);
    }

    async fn reveals(&self, who: &Person, body: Value) -> Reply {
        who.post(&format!("{}/reveals", self.address()), &body).await
    }

    async fn accesses(&self, who: &Person) -> Vec<Value> {
        let list = who.get(&format!("{}/accesses", self.address())).await.expect(200).json;
        list["items"].as_array().unwrap().clone()
    }

    async fn receipt(&self) -> Vec<Value> {
        let receipt = self.ann.get(&format!("{}/purge-receipt", self.path())).await.expect(200).json;
        receipt["items"].as_array().unwrap().clone()
    }
}

async fn put(client: &kit::Visitor, path: &str, body: &Value) -> Reply {
    client.with("content-type", "application/json").send(Method::PUT, path, body.to_string()).await
}

fn address() -> Value {
    json!({
        "country": "DE", "recipient": "Herta Kupferkessel", "street_lines": [STREET, "Hinterhaus 3. Stock"],
        "postal_code": "d-10997", "locality": "Berlin", "delivery_note": "key at the bakery"
    })
}

fn told() -> Value {
    let mut told = address();
    told["captured_via"] = json!("phone");
    told["reason"] = json!("Has no computer at hand.");
    told
}
