use domain::identity::Role;
use kit::Person;
use serde_json::{Value, json};

use super::{Callers, EVERY_ROLE, Known, REQUESTERS, read};

const OFFICERS: Callers = Callers::Roles(&[Role::PrivacyOfficer, Role::Admin]);

/// The customer has a repair that is open: nothing is erased before its end.
fn erasure() -> Value {
    json!({ "kind": "erasure", "repairs": "finish" })
}

pub(super) const KNOWN: &[Known] = &[
    read("previewErasure", REQUESTERS),
    read("listMyPrivacyRequests", EVERY_ROLE),
    Known { id: "createPrivacyRequest", callers: REQUESTERS, status: 201, body: |_, _| erasure() },
    read("getMyPrivacyRequest", REQUESTERS),
    Known { id: "withdrawPrivacyRequest", callers: REQUESTERS, status: 204, body: |_, _| Value::Null },
    read("listPrivacyRequests", OFFICERS),
    read("getPrivacyRequest", OFFICERS),
    read("listLedger", OFFICERS),
];

/// The customer wants to be erased no longer: while that waits no repair is begun.
pub async fn stays(customer: &Person) {
    for request in customer.reads_all("/api/v1/me/privacy-requests", 10).await {
        if request["state"] == "waiting" {
            let place = format!("/api/v1/me/privacy-requests/{}", request["id"].as_str().unwrap());
            customer.with("if-match", "*").delete(&place).await.expect(204);
        }
    }
}
