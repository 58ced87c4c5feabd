use domain::identity::Role;
use serde_json::{Value, json};

use super::{EVERY_ROLE, Known, STAFF, read};

pub(super) const KNOWN: &[Known] = &[
    read("streamEvents", EVERY_ROLE),
    read("getPresence", STAFF),
    Known { id: "setPresence", callers: STAFF, status: 200, body: |_, _| json!({ "state": "viewing" }) },
    read("getDraft", EVERY_ROLE),
    Known { id: "putDraft", callers: EVERY_ROLE, status: 200, body: |_, role| draft_of(role) },
    Known { id: "deleteDraft", callers: EVERY_ROLE, status: 204, body: |_, _| Value::Null },
    read("listDrafts", EVERY_ROLE),
];

/// What the role can begin to write.
pub fn draft_of(role: Option<Role>) -> Value {
    json!({ "kind": if role == Some(Role::Customer) { "reply" } else { "note" }, "body": "It jams" })
}
