//! What a customer tells of a device, and what is searched for.

use axum::http::Method;
use domain::identity::Role;
use kit::{Person, path_of};
use serde_json::json;

use super::story::Story;

impl Story<'_> {
    /// A device is registered, described, handed over, searched for and refused.
    pub async fn devices(&mut self) {
        let admin = self.app.staff("ada", Role::Admin).await;
        let product = json!({ "sku": "K61", "name": "Keys 61" });
        let product = admin.post("/api/v1/products", &product).await.expect(201).json;
        let customer = self.customer().await;
        let serial = self.markers.of("serial");
        let new = json!({ "product_id": product["id"], "serial": serial });
        let reply = customer.with("idempotency-key", "device").post("/api/v1/devices", &new).await;
        let device = self.answered("registering a device", reply, 201).json;
        let path = format!("/api/v1/devices/{}", device["id"].as_str().unwrap());
        let any = customer.with("if-match", "*");
        let computer = self.markers.of("computer");
        let facts = json!({
            "os": self.markers.of("system"), "computer": computer, "driver": computer, "firmware": computer,
            "host_software": computer,
        });
        let reply = any.put(&format!("{path}/facts"), &facts).await;
        self.answered("telling facts", reply, 200);
        let receipt = customer.upload(&format!("{}.txt", self.markers.of("receipt")), b"Paid.").await;
        let receipt = self.answered("uploading a receipt", receipt, 201).json;
        let proof = format!("{path}/proofs/{}", receipt["id"].as_str().unwrap());
        let reply = customer.send(Method::PUT, &proof, "").await;
        self.answered("proving the purchase", reply, 200);
        let reply = customer.send(Method::PUT, &format!("{path}/proofs/{serial}"), "").await;
        self.answered("proving it with nonsense", reply, 404);
        let reply = any.post(&format!("{path}/registration"), &json!({ "purchased_on": serial })).await;
        self.answered("telling nonsense", reply, 422);
        let kind = json!({ "until": "2030-01-01", "reason": self.markers.of("repair") });
        let reply = admin.post(&format!("{path}/coverage"), &kind).await;
        self.answered("agreeing to pay", reply, 200);
        let reply =
            admin.post(&format!("{path}/coverage"), &json!({ "until": serial, "reason": serial })).await;
        self.answered("agreeing to nonsense", reply, 422);
        let reply = customer.post("/api/v1/devices", &new).await;
        self.note_answer("registering it again", &reply);
        let reply = customer.send(Method::POST, &format!("{path}/transfers"), "").await;
        let code = self.answered("handing over", reply, 201).json["code"].as_str().unwrap().to_owned();
        self.markers.add_secret(&code);
        let wrong = json!({ "code": self.markers.of("serial") });
        let reply = customer.post(&format!("{path}/transfers/acceptances"), &wrong).await;
        self.note_answer("taking it over with nonsense", &reply);
        self.is_searched_for(&admin).await;
        self.work().await;
    }

    async fn is_searched_for(&mut self, admin: &Person) {
        let customer = self.customer().await;
        let word = self.markers.of("searched");
        for query in [word.clone(), format!("status:{word}"), format!("%22{word}"), format!("{word}:x")] {
            let path = format!("/api/v1/search?q={query}");
            let reply = customer.get(&path).await;
            self.note_answer("searching", &reply);
            let reply = admin.get(&path).await;
            self.note_answer("searching as staff", &reply);
        }
        let view = json!({ "name": self.markers.of("view"), "filter": { "query": self.markers.of("view") } });
        let reply = admin.post("/api/v1/views", &view).await;
        self.answered("keeping a view", reply, 201);
        let invitation = json!({ "email": format!("{word}@example.org") });
        let place = format!("{}/participants", path_of(&self.ticket));
        let reply = customer.put(&place, &invitation).await;
        self.answered("inviting", reply, 202);
    }
}
