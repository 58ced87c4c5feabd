use serde_json::{Value, json};

use super::{Known, LEADS, STAFF, read};

pub(super) const KNOWN: &[Known] = &[
    read("listTeams", STAFF),
    Known {
        id: "createTeam",
        callers: LEADS,
        status: 201,
        body: |_, role| json!({ "name": format!("Made by {}", role.map_or("nobody", |role| role.name())) }),
    },
    read("getTeam", STAFF),
    Known { id: "updateTeam", callers: LEADS, status: 200, body: |_, _| json!({ "close_after_days": 14 }) },
    Known { id: "deleteTeam", callers: LEADS, status: 204, body: |_, _| Value::Null },
];
