use serde_json::{Value, json};

use super::{ANSWERS_TICKETS, CHANGES_TICKETS, EVERY_ROLE, Known, read};

pub(super) const KNOWN: &[Known] = &[
    read("listParticipants", EVERY_ROLE),
    Known {
        id: "inviteParticipant",
        callers: CHANGES_TICKETS,
        status: 202,
        body: |_, _| json!({ "email": "nobody@example.org" }),
    },
    Known { id: "addParticipant", callers: EVERY_ROLE, status: 200, body: |_, _| Value::Null },
    Known { id: "removeParticipant", callers: EVERY_ROLE, status: 204, body: |_, _| Value::Null },
    // By an author within the time only: the desk's reply is the customer's.
    Known { id: "undoMessage", callers: ANSWERS_TICKETS, status: 403, body: |_, _| Value::Null },
];
