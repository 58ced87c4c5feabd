use kit::PASSWORD;
use serde_json::{Value, json};

use super::{EVERY_ROLE, Known, read};

pub(super) const KNOWN: &[Known] = &[
    Known { id: "stepUp", callers: EVERY_ROLE, status: 204, body: |_, _| json!({ "password": PASSWORD }) },
    Known {
        id: "createApiToken",
        callers: EVERY_ROLE,
        status: 201,
        body: |_, _| json!({ "name": "Export", "scopes": ["profile.manage"] }),
    },
    read("listApiTokens", EVERY_ROLE),
    read("getApiToken", EVERY_ROLE),
    Known { id: "revokeApiToken", callers: EVERY_ROLE, status: 204, body: |_, _| Value::Null },
];
