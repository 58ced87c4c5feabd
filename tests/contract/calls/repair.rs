use domain::identity::Role;
use serde_json::{Value, json};

use super::{Callers, EVERY_ROLE, Known, STAFF, read};
use crate::desk::Desk;

const ASKS: Callers = Callers::Roles(&[Role::Customer, Role::Agent, Role::Lead, Role::Admin]);
const MOVES: Callers = Callers::Roles(&[
    Role::Customer,
    Role::Agent,
    Role::Technician,
    Role::Logistics,
    Role::Lead,
    Role::Admin,
]);
const WORKS: Callers =
    Callers::Roles(&[Role::Agent, Role::Technician, Role::Logistics, Role::Lead, Role::Admin]);
const RECEIVES: Callers = Callers::Roles(&[Role::Logistics, Role::Lead, Role::Admin]);
const PACKS: Callers = Callers::Roles(&[Role::Technician, Role::Logistics, Role::Lead, Role::Admin]);
const WORKS_ON: Callers = Callers::Roles(&[Role::Technician, Role::Lead, Role::Admin]);
const LEADS: Callers = Callers::Roles(&[Role::Lead, Role::Admin]);
const PRICES: Callers = Callers::Roles(&[Role::Agent, Role::Technician, Role::Lead, Role::Admin]);
const OFFICER: Callers = Callers::Roles(&[Role::PrivacyOfficer]);

pub(super) const KNOWN: &[Known] = &[
    read("listRepairs", EVERY_ROLE),
    Known { id: "createRepair", callers: ASKS, status: 201, body: |desk, _| without_serial(desk) },
    read("getRepair", EVERY_ROLE),
    read("findRepairByRmaNumber", EVERY_ROLE),
    Known { id: "updateRepair", callers: MOVES, status: 200, body: |_, role| change_by(role) },
    // Nobody takes a repair back there: `repairs` in e2e makes every move that there is.
    Known {
        id: "createRepairTransition",
        callers: MOVES,
        status: 409,
        body: |_, _| json!({ "to": "requested" }),
    },
    // The desk's repair has not expired.
    Known {
        id: "createRepairArrival",
        callers: RECEIVES,
        status: 409,
        body: |desk, _| json!({ "rma_number": desk.repair["rma_number"] }),
    },
    read("listRepairHistory", EVERY_ROLE),
    Known { id: "holdRepair", callers: WORKS, status: 200, body: |desk, _| hold(desk) },
    Known { id: "releaseRepair", callers: WORKS, status: 200, body: |_, _| Value::Null },
    Known { id: "holdRepairByLaw", callers: OFFICER, status: 200, body: |desk, _| hold(desk) },
    Known { id: "releaseRepairByLaw", callers: OFFICER, status: 200, body: |_, _| Value::Null },
    read("getRepairIntake", EVERY_ROLE),
    Known {
        id: "putRepairIntake",
        callers: PACKS,
        status: 200,
        body: |_, _| json!({ "condition": "As new.", "accessories": [] }),
    },
    // Nobody doubts the desk's repair: `unpacking` in e2e has some of wrong devices.
    Known {
        id: "confirmRepairDevice",
        callers: LEADS,
        status: 409,
        body: |_, _| json!({ "reason": "The other one of the two." }),
    },
    Known {
        id: "putRepairAccessories",
        callers: PACKS,
        status: 200,
        body: |_, _| json!({ "accessories": [] }),
    },
    read("listRepairPhotos", EVERY_ROLE),
    Known { id: "addRepairPhoto", callers: PACKS, status: 200, body: |_, _| Value::Null },
    Known { id: "removeRepairPhoto", callers: PACKS, status: 204, body: |_, _| Value::Null },
    read("listRepairQuotes", EVERY_ROLE),
    read("listRepairExchanges", EVERY_ROLE),
    // The desk's repair has no quote: `repairs` in e2e has some with a maximum.
    Known { id: "putRepairFinalPrice", callers: PRICES, status: 409, body: |_, _| json!({ "lines": [] }) },
    // The desk's repair waits for its parcel: `bench` in e2e has some on the bench.
    Known { id: "getRepairDiagnosis", callers: EVERY_ROLE, status: 404, body: |_, _| Value::Null },
    Known {
        id: "putRepairDiagnosis",
        callers: WORKS_ON,
        status: 409,
        body: |_, _| json!({ "fault": "confirmed", "findings": "It jams." }),
    },
    read("listRepairWork", STAFF),
    Known {
        id: "addRepairWork",
        callers: WORKS_ON,
        status: 409,
        body: |_, _| json!({ "text": "Cleaned.", "minutes": 5 }),
    },
    read("listRepairNotices", STAFF),
    // The desk's repair waits for its parcel: `repairs` in e2e has some that nobody claims.
    Known {
        id: "addRepairNotice",
        callers: WORKS,
        status: 409,
        body: |_, _| json!({ "way": "letter", "proof": "Registered." }),
    },
    Known { id: "confirmRepairDisposal", callers: WORKS, status: 409, body: |_, _| Value::Null },
];

/// A repair of a unit whose serial number is not known: there can be any number of them.
pub fn without_serial(desk: &Desk) -> Value {
    json!({
        "ticket_id": desk.repair["ticket_id"],
        "product_id": desk.product["id"],
        "no_serial_reason": "The label is gone.",
        "symptom": "It jams halfway.",
        "battery": "none",
    })
}

fn hold(desk: &Desk) -> Value {
    let opened: chrono::DateTime<chrono::Utc> =
        desk.repair["created_at"].as_str().and_then(|at| at.parse().ok()).expect("a time");
    let until = opened + chrono::Duration::days(10);
    json!({ "reason": "The customer is away.", "until": until })
}

fn change_by(role: Option<Role>) -> Value {
    match role {
        Some(Role::Technician) => json!({ "assignee_id": null }),
        Some(Role::Logistics) => json!({ "claim_open": false }),
        _ => json!({ "return_method": "parcel" }),
    }
}
