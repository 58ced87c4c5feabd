use domain::identity::Role;
use serde_json::{Value, json};

use super::{Callers, EVERY_ROLE, Known, read};
use crate::desk::Desk;

const OFFICERS: Callers = Callers::Roles(&[Role::PrivacyOfficer, Role::Admin]);

pub(super) const KNOWN: &[Known] = &[
    read("listMyDisclosures", EVERY_ROLE),
    read("listDisclosures", OFFICERS),
    read("getDisclosure", OFFICERS),
    Known { id: "recordDisclosure", callers: OFFICERS, status: 201, body: |desk, _| disclosure(desk) },
];

/// That the police was told of the customer's repair.
pub fn disclosure(desk: &Desk) -> Value {
    json!({
        "ticket_id": desk.ticket["id"], "kinds": ["contact", "device"], "recipient": "Police, Berlin",
        "recipient_kind": "police", "basis": "legal_obligation", "purpose": "A stolen device.",
        "at": kit::START,
    })
}
