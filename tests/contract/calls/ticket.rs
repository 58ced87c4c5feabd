use domain::identity::Role;
use serde_json::{Value, json};

use super::{ANSWERS_TICKETS, CHANGES_TICKETS, EVERY_ROLE, Known, LEADS, STAFF, read};
use crate::desk::Desk;

pub(super) const KNOWN: &[Known] = &[
    Known { id: "createTicket", callers: CHANGES_TICKETS, status: 201, body: new_ticket },
    read("listTickets", EVERY_ROLE),
    read("getTicket", EVERY_ROLE),
    Known { id: "updateTicket", callers: CHANGES_TICKETS, status: 200, body: |_, role| move_of(role) },
    Known { id: "createMessage", callers: EVERY_ROLE, status: 201, body: |_, role| message_of(role) },
    read("listMessages", EVERY_ROLE),
    read("getMessage", EVERY_ROLE),
    read("listTicketEvents", EVERY_ROLE),
    read("listDeletedTickets", LEADS),
    Known { id: "deleteTicket", callers: LEADS, status: 204, body: |_, _| Value::Null },
    // Of a ticket that is there nothing changes.
    Known { id: "restoreTicket", callers: LEADS, status: 200, body: |_, _| Value::Null },
    read("listTags", STAFF),
    Known { id: "renameTag", callers: LEADS, status: 202, body: |_, _| json!({ "to": "renamed" }) },
    read("getTagRename", LEADS),
    Known { id: "removeTag", callers: LEADS, status: 202, body: |_, _| Value::Null },
    read("getTagRemoval", LEADS),
    Known { id: "claimTicket", callers: ANSWERS_TICKETS, status: 200, body: |_, _| Value::Null },
    Known {
        id: "snoozeTicket",
        callers: ANSWERS_TICKETS,
        status: 200,
        body: |_, _| json!({ "wake_at": "2026-11-25T08:00:00.000Z", "status": "on_hold" }),
    },
    Known { id: "cancelSnooze", callers: ANSWERS_TICKETS, status: 200, body: |_, _| Value::Null },
];

/// Where the role can move a ticket.
fn move_of(role: Option<Role>) -> Value {
    json!({ "status": if role == Some(Role::Customer) { "solved" } else { "pending" } })
}

/// What the role can write.
fn message_of(role: Option<Role>) -> Value {
    json!({ "kind": if role == Some(Role::Customer) { "reply" } else { "note" }, "body": "It jams halfway." })
}

/// A ticket of one's own, or in the customer's name.
fn new_ticket(desk: &Desk, role: Option<Role>) -> Value {
    let mut body = json!({ "subject": "Fader 3", "body": "It jams." });
    if role.is_some_and(Role::is_staff) {
        body["requester_id"] = json!(desk.person(Role::Customer).id);
    }
    body
}
