use domain::identity::Role;
use serde_json::{Value, json};

use super::{Callers, EVERY_ROLE, Known, read};

const SHIPS: Callers = Callers::Roles(&[Role::Logistics, Role::Lead, Role::Admin]);

pub(super) const KNOWN: &[Known] = &[
    read("listRepairShipments", EVERY_ROLE),
    // One waits already, for the other operations.
    Known { id: "createRepairShipment", callers: SHIPS, status: 409, body: |_, _| parcel() },
    read("getShipment", EVERY_ROLE),
    Known {
        id: "updateShipment",
        callers: SHIPS,
        status: 200,
        body: |_, role| json!({ "service": role.map(Role::name) }),
    },
    Known { id: "cancelShipment", callers: SHIPS, status: 204, body: |_, _| Value::Null },
    read("listTrackingEvents", EVERY_ROLE),
    Known { id: "reportTrackingEvent", callers: SHIPS, status: 200, body: |_, _| told() },
];

/// A parcel that waits to leave.
pub fn parcel() -> Value {
    json!({ "direction": "outbound", "parcel": { "carrier": "DHL" } })
}

fn told() -> Value {
    json!({ "event_id": "1", "state": "announced", "occurred_at": "2026-11-22T08:00:00.000Z" })
}
