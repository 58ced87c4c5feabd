//! What is said to many alike.

use axum::http::Method;
use domain::identity::Role;
use kit::path_of;
use serde_json::json;

use super::story::Story;

impl Story<'_> {
    /// A macro is made, tried and carried out, and its text sent in bulk.
    pub async fn macros(&mut self) {
        let lead = self.app.staff("lou", Role::Lead).await;
        let said = json!({ "message": { "kind": "note", "texts": { "en": self.markers.of("said") } } });
        let new = json!({ "name": self.markers.of("macro"), "actions": said });
        let reply = lead.with("idempotency-key", "macro").post("/api/v1/macros", &new).await;
        let made = self.answered("making a macro", reply, 201).json;
        let path = format!("/api/v1/macros/{}", made["id"].as_str().unwrap());
        let reply = lead.post(&format!("{path}/preview"), &json!({ "ticket_id": self.ticket["id"] })).await;
        self.answered("trying a macro", reply, 200);
        let place = format!("{}/macros", path_of(&self.ticket));
        let body = json!({ "macro_id": made["id"] }).to_string();
        let any = lead.with("if-match", "*").with("content-type", "application/json");
        let reply = any.send(Method::POST, &place, body).await;
        self.answered("carrying a macro out", reply, 200);
        let order = json!({ "ticket_ids": [self.ticket["id"], made["id"]], "actions": new["actions"] });
        let reply = lead.post("/api/v1/tickets/bulk", &order).await;
        self.answered("ordering in bulk", reply, 202);
        let mut wrong = new.clone();
        wrong["actions"]["message"]["texts"]["en"] = json!(format!("{{{{{}}}}}", self.markers.of("said")));
        let reply = lead.post("/api/v1/macros", &wrong).await;
        self.note_answer("making nonsense", &reply);
        self.work().await;
    }
}
