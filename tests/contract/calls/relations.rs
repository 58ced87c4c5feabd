use domain::identity::Role;
use serde_json::{Value, json};

use super::{Callers, Known, STAFF, read};
use crate::desk::Desk;

const WRITERS: Callers = Callers::Roles(&[Role::Agent, Role::Lead, Role::Admin]);

pub(super) const KNOWN: &[Known] = &[
    read("listMerges", STAFF),
    Known { id: "mergeTicket", callers: WRITERS, status: 409, body: |desk, _| itself(desk) },
    Known { id: "previewMerge", callers: WRITERS, status: 200, body: |desk, _| itself(desk) },
    Known { id: "undoMerge", callers: WRITERS, status: 404, body: |_, _| Value::Null },
    Known {
        id: "splitTicket",
        callers: WRITERS,
        status: 422,
        // No message: nothing is moved under the other calls.
        body: |desk, _| json!({ "message_id": desk.ticket["id"], "scope": "message", "subject": "Display" }),
    },
    read("listTicketLinks", STAFF),
    Known {
        id: "linkTicket",
        callers: WRITERS,
        status: 409,
        body: |desk, _| json!({ "relation": "relates_to", "ticket_id": desk.ticket["id"] }),
    },
    Known { id: "unlinkTicket", callers: WRITERS, status: 404, body: |_, _| Value::Null },
];

/// A ticket cannot be merged into itself: nothing is moved under the other calls.
fn itself(desk: &Desk) -> Value {
    json!({ "source_id": desk.ticket["id"] })
}
