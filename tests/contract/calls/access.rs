use domain::identity::Role;
use kit::PASSWORD;
use serde_json::{Value, json};

use super::{Callers, EVERY_ROLE, Known, MANAGES_STAFF, STAFF, read};

pub(super) const KNOWN: &[Known] = &[
    Known { id: "stepUp", callers: EVERY_ROLE, status: 204, body: |_, _| json!({ "password": PASSWORD }) },
    read("getTotp", EVERY_ROLE),
    Known { id: "beginTotp", callers: EVERY_ROLE, status: 201, body: |_, _| Value::Null },
    Known { id: "confirmTotp", callers: EVERY_ROLE, status: 422, body: |_, _| json!({ "code": "abcdef" }) },
    // Two-step sign-in is off.
    Known { id: "renewRecoveryCodes", callers: EVERY_ROLE, status: 409, body: |_, _| Value::Null },
    Known { id: "disableTotp", callers: EVERY_ROLE, status: 204, body: |_, _| Value::Null },
    Known { id: "resetStaffTotp", callers: MANAGES_STAFF, status: 204, body: |_, _| Value::Null },
    Known { id: "resetCustomerTotp", callers: MANAGES_STAFF, status: 204, body: |_, _| Value::Null },
    read("listRoles", STAFF),
    Known {
        id: "updateRole",
        callers: Callers::Roles(&[Role::Admin]),
        status: 200,
        body: |_, _| json!({ "totp_required": false, "confidentiality_required": false }),
    },
    read("getConfidentiality", STAFF),
    Known { id: "acceptConfidentiality", callers: STAFF, status: 200, body: |_, _| json!({ "version": 1 }) },
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
