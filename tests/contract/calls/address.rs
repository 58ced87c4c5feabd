use domain::identity::Role;
use serde_json::{Value, json};

use super::{Callers, EVERY_ROLE, Known, REQUESTERS, read};

const GIVES: Callers = Callers::Roles(&[Role::Customer, Role::Agent, Role::Lead, Role::Admin]);
const ASKS: Callers = Callers::Roles(&[Role::Agent, Role::Logistics, Role::Lead, Role::Admin]);
const OPENS: Callers = Callers::Roles(&[Role::Logistics, Role::Lead, Role::Admin]);
const SEES_ACCESSES: Callers = Callers::Roles(&[Role::Customer, Role::PrivacyOfficer, Role::Admin]);

pub(super) const KNOWN: &[Known] = &[
    read("getAddress", REQUESTERS),
    Known { id: "putAddress", callers: GIVES, status: 200, body: |_, role| given_by(role) },
    Known { id: "confirmAddress", callers: GIVES, status: 200, body: |_, _| Value::Null },
    Known { id: "revealAddress", callers: OPENS, status: 200, body: |_, role| purpose_of(role) },
    read("listAddressAccesses", SEES_ACCESSES),
    Known { id: "requestAddress", callers: ASKS, status: 202, body: |_, _| Value::Null },
    // Nobody has such a link: `addresses` in e2e uses real ones.
    Known { id: "getAddressLink", callers: Callers::Anyone, status: 410, body: |_, _| Value::Null },
    Known { id: "putAddressThroughLink", callers: Callers::Anyone, status: 410, body: |_, _| address() },
    Known {
        id: "renewAddressLink",
        callers: Callers::Anyone,
        status: 202,
        body: |_, _| json!({ "token": "AZqv1x7wcAAAAAAAAAAAAAAbJ6Yc0k3m5p8r2t4v7x9z1B3D5F7H9K1M3P5R7T9V" }),
    },
    read("getPurgeReceipt", EVERY_ROLE),
    Known { id: "deleteAddress", callers: GIVES, status: 204, body: |_, _| Value::Null },
];

/// An address without faults.
pub fn address() -> Value {
    json!({
        "country": "DE", "recipient": "Ann Example", "street_lines": ["Beispielweg 5"], "postal_code": "10115",
        "locality": "Berlin"
    })
}

fn given_by(role: Option<Role>) -> Value {
    let mut address = address();
    if role != Some(Role::Customer) {
        address["captured_via"] = json!("phone");
        address["reason"] = json!("Has no computer at hand.");
    }
    address
}

fn purpose_of(role: Option<Role>) -> Value {
    match role {
        Some(Role::Logistics) => json!({ "purpose": "label" }),
        _ => json!({ "purpose": "break_glass", "note": "The police asks." }),
    }
}
