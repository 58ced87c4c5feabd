//! What is said about a repair: by the customer, and by the desk.

use axum::http::Method;
use kit::Visitor;
use serde_json::{Value, json};

use super::story::Story;

impl Story<'_> {
    /// A device is asked to be repaired, comes, is looked at, quoted, and rests.
    pub async fn repairs(&mut self) {
        let word = self.markers.of("repair");
        let admin = self.app.sign_in("ada@desk.example.org").await.client().clone();
        let customer = self.customer().await;
        let product = admin.get("/api/v1/products").await.expect(200).json["items"][0]["id"].clone();
        let ticket = json!({ "subject": word, "body": word });
        let reply = customer.post("/api/v1/tickets", &ticket).await;
        let ticket = self.answered("opening a ticket for a repair", reply, 201).json["id"].clone();
        let mut new = json!({
            "ticket_id": ticket, "product_id": product, "no_serial_reason": word, "symptom": word, "battery": "none",
            "accessories": [{ "name": word, "count": 1 }],
        });
        let reply = customer.with("idempotency-key", "repair").post("/api/v1/repairs", &new).await;
        let repair = self.answered("asking for a repair", reply, 201).json;
        new["address"] = json!({ "street": word });
        let reply = customer.post("/api/v1/repairs", &new).await;
        self.answered("asking with an address", reply, 422);
        let path = format!("/api/v1/repairs/{}", repair["id"].as_str().unwrap());
        self.is_moved(&admin, &path, &word, &repair).await;
        for hold in ["hold", "legal-hold"] {
            let rests = json!({ "reason": word, "until": self.app.now() + chrono::Duration::days(3) });
            let reply = admin.with("if-match", "*").put(&format!("{path}/{hold}"), &rests).await;
            self.note_answer("letting a repair rest", &reply);
        }
        let parcel = json!({
            "carrier": "DHL", "tracking_number": word, "contents": word, "serial": self.markers.of("serial"),
            "place": word,
        });
        let reply = admin.post("/api/v1/unidentified-parcels", &parcel).await;
        let parcel = self.answered("recording a parcel", reply, 201).json;
        let parcel = format!("/api/v1/unidentified-parcels/{}", parcel["id"].as_str().unwrap());
        let wrong = json!({ "repair_id": repair["id"], "rma_number": word });
        let reply = admin.with("if-match", "*").post(&format!("{parcel}/matches"), &wrong).await;
        self.answered("matching a parcel with nonsense", reply, 422);
        let closed = json!({ "reason": word });
        let reply = admin.with("if-match", "*").post(&format!("{parcel}/closures"), &closed).await;
        self.answered("closing a parcel", reply, 200);
        self.is_told_of(&admin, &path, &repair, &word).await;
        let reply = admin.post(&format!("{path}/notices"), &json!({ "way": "letter", "proof": word })).await;
        self.answered("giving notice of what is claimed", reply, 409);
        let reply = customer.send(Method::GET, &format!("/api/v1/rma/{word}"), "").await;
        self.answered("scanning nonsense", reply, 404);
        self.work().await;
    }

    /// What it came to is refused, and that the police was told of it is written down.
    async fn is_told_of(&mut self, staff: &Visitor, path: &str, repair: &Value, word: &str) {
        let line =
            json!({ "kind": "fee", "text": word, "quantity_milli": 1000, "unit_minor": 1, "tax_rate": 0 });
        let price = json!({ "lines": [line] });
        let reply = staff.with("if-match", "*").put(&format!("{path}/final-price"), &price).await;
        self.answered("writing down a price that was not left open", reply, 409);
        let mut told = json!({
            "repair_id": repair["id"], "kinds": ["device"], "recipient": word, "recipient_kind": "police",
            "basis": "legal_obligation", "purpose": word, "at": self.app.now(),
        });
        let reply = staff.with("idempotency-key", "told").post("/api/v1/privacy/disclosures", &told).await;
        self.answered("writing down a disclosure", reply, 201);
        told["recipient_kind"] = json!(word);
        let reply = staff.post("/api/v1/privacy/disclosures", &told).await;
        self.answered("writing nonsense into the register", reply, 422);
    }

    /// Its parcel is told of, with a number, and by a carrier who says more than is asked for.
    async fn is_tracked(&mut self, staff: &Visitor, path: &str, word: &str) {
        let new = json!({ "direction": "inbound", "parcel": { "tracking_number": word } });
        let reply = staff.with("idempotency-key", "parcel").post(&format!("{path}/shipments"), &new).await;
        let parcel = self.answered("putting a parcel down", reply, 201).json;
        let events = format!("/api/v1/shipments/{}/tracking-events", parcel["id"].as_str().unwrap());
        let mut event = json!({ "event_id": word, "state": "announced", "occurred_at": self.app.now() });
        let reply = staff.post(&events, &event).await;
        self.answered("telling of a parcel", reply, 200);
        event["text"] = json!(word);
        let reply = staff.post(&events, &event).await;
        self.answered("telling too much of a parcel", reply, 422);
        event = json!({ "event_id": "2", "code": format!("for {word}"), "occurred_at": self.app.now() });
        let reply = staff.post(&events, &event).await;
        self.note_answer("a code that is a word", &reply);
    }

    /// What the bench writes down of it.
    async fn is_diagnosed(&mut self, staff: &Visitor, path: &str, word: &str) {
        let found = json!({ "fault": "confirmed", "cause": "wear", "findings": word, "summary": word });
        let place = format!("{path}/diagnosis");
        let reply = staff.with("if-match", "*").put(&place, &found).await;
        self.answered("diagnosing", reply, 200);
        let reply =
            staff.with("if-match", "*").put(&place, &json!({ "fault": word, "findings": word })).await;
        self.answered("diagnosing nonsense", reply, 422);
        let serial = self.markers.of("serial");
        let part = json!({
            "text": word, "quantity": 1, "part_number": word, "serial_in": serial, "serial_out": serial,
        });
        let logged = json!({ "text": word, "minutes": 1, "parts": [part] });
        let reply = staff.with("idempotency-key", "work").post(&format!("{path}/work-log"), &logged).await;
        self.answered("logging work", reply, 201);
    }

    async fn is_moved(&mut self, staff: &Visitor, path: &str, word: &str, repair: &Value) {
        let accessory = json!({ "name": word, "received": 1 });
        let line =
            json!({ "kind": "fee", "text": word, "quantity_milli": 1000, "unit_minor": 1, "tax_rate": 0 });
        let quote = json!({
            "currency": "EUR", "lines": [line], "maximum": false, "days_needed": 1, "decline_fee_minor": 0,
            "valid_until": self.app.now() + chrono::Duration::days(3),
        });
        let moves = [
            json!({ "to": "authorized", "coverage": "goodwill", "reason": word, "note": word }),
            json!({ "to": "received", "rma_number": repair["rma_number"], "note": word }),
            json!({
                "to": "diagnosing",
                "intake": { "serial": self.markers.of("serial"), "condition": word, "accessories": [accessory] },
            }),
            json!({ "to": "repairing" }),
            json!({ "to": "testing", "work": { "text": word, "minutes": 1 } }),
            json!({ "to": "repairing", "note": word }),
            json!({ "to": "awaiting_approval", "quote": quote, "reason": word }),
        ];
        for body in moves {
            let reply = staff.with("if-match", "*").post(&format!("{path}/transitions"), &body).await;
            self.answered("moving a repair", reply, 200);
            if body["to"] == "authorized" {
                self.is_tracked(staff, path, word).await;
            }
            if body["to"] == "diagnosing" {
                self.is_diagnosed(staff, path, word).await;
            }
        }
        let confirmed = json!({ "reason": word });
        let confirmed =
            staff.with("if-match", "*").put(&format!("{path}/device-confirmation"), &confirmed).await;
        self.answered("confirming a device that nobody doubts", confirmed, 409);
        let wrong = json!({ "to": word, "reason": word, "rma_number": word, "serial": word });
        let reply = staff.with("if-match", "*").post(&format!("{path}/transitions"), &wrong).await;
        self.answered("moving it nowhere", reply, 422);
    }
}
