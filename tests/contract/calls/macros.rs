use serde_json::{Value, json};

use super::{Known, STAFF, read};
use crate::desk::Desk;

pub(super) const KNOWN: &[Known] = &[
    read("listMacros", STAFF),
    Known {
        id: "createMacro",
        callers: STAFF,
        status: 201,
        body: |_, _| json!({ "name": "Seen", "actions": note() }),
    },
    read("getMacro", STAFF),
    Known { id: "updateMacro", callers: STAFF, status: 200, body: |_, _| json!({ "name": "Looked at" }) },
    Known { id: "deleteMacro", callers: STAFF, status: 204, body: |_, _| Value::Null },
    Known {
        id: "previewMacro",
        callers: STAFF,
        status: 200,
        body: |desk, _| json!({ "ticket_id": desk.ticket["id"] }),
    },
    Known { id: "applyMacro", callers: STAFF, status: 200, body: |desk, role| use_of(desk, role) },
];

/// What all staff may do.
pub fn note() -> Value {
    json!({ "message": { "kind": "note", "texts": { "en": "Seen by {{agent.name}}." } } })
}

fn use_of(desk: &Desk, role: Option<domain::identity::Role>) -> Value {
    json!({ "macro_id": desk.id_in("applyMacro", "macro_id", role) })
}
