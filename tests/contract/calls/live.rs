use serde_json::json;

use super::{EVERY_ROLE, Known, STAFF, read};

pub(super) const KNOWN: &[Known] = &[
    read("streamEvents", EVERY_ROLE),
    read("getPresence", STAFF),
    Known { id: "setPresence", callers: STAFF, status: 200, body: |_, _| json!({ "state": "viewing" }) },
];
