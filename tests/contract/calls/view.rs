use serde_json::{Value, json};

use super::{ANSWERS_TICKETS, Known, STAFF, read};

pub(super) const KNOWN: &[Known] = &[
    read("listViews", STAFF),
    Known {
        id: "createView",
        callers: STAFF,
        status: 201,
        body: |_, _| json!({ "name": "Waiting too long" }),
    },
    read("countViews", STAFF),
    read("getView", STAFF),
    Known { id: "updateView", callers: STAFF, status: 200, body: |_, _| json!({ "sort": "-priority" }) },
    Known { id: "deleteView", callers: STAFF, status: 204, body: |_, _| Value::Null },
    read("listViewTickets", STAFF),
    Known {
        id: "takeNextTicket",
        callers: ANSWERS_TICKETS,
        status: 200,
        body: |desk, _| json!({ "team_id": desk.id_for("team_id") }),
    },
];
