use serde_json::{Value, json};

use super::{ANSWERS_TICKETS, Known, read};
use crate::desk::Desk;

pub(super) const KNOWN: &[Known] = &[
    Known { id: "orderBulk", callers: ANSWERS_TICKETS, status: 202, body: |desk, _| order(desk) },
    read("getBulk", ANSWERS_TICKETS),
    read("cancelBulk", ANSWERS_TICKETS),
    read("listBulkResults", ANSWERS_TICKETS),
];

/// Nothing that would be seen.
pub fn order(desk: &Desk) -> Value {
    json!({ "ticket_ids": [desk.ticket["id"]], "actions": { "remove_tags": ["absent"] } })
}
