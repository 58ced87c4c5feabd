use kit::PASSWORD;
use serde_json::{Value, json};

use super::{Callers, EVERY_ROLE, Known, SEES_CUSTOMERS, STAFF, read};
use crate::desk::Desk;

pub(super) const KNOWN: &[Known] = &[
    Known { id: "setUp", callers: Callers::Anyone, status: 410, body: |_, _| administrator() },
    Known { id: "register", callers: Callers::Anyone, status: 202, body: |_, _| registration() },
    Known {
        id: "verifyEmail",
        callers: Callers::Anyone,
        status: 410,
        body: |_, _| json!({ "token": "none" }),
    },
    Known {
        id: "resendVerification",
        callers: Callers::Anyone,
        status: 202,
        body: |_, _| json!({ "email": "new@example.org" }),
    },
    Known { id: "createToken", callers: Callers::Anyone, status: 200, body: |desk, _| credentials(desk) },
    Known { id: "refreshToken", callers: Callers::Anyone, status: 200, body: |desk, _| refresh(desk) },
    Known { id: "revokeToken", callers: EVERY_ROLE, status: 204, body: |_, _| Value::Null },
    Known { id: "createSession", callers: Callers::Anyone, status: 200, body: |desk, _| credentials(desk) },
    read("getSession", EVERY_ROLE),
    Known { id: "deleteSession", callers: EVERY_ROLE, status: 204, body: |_, _| Value::Null },
    read("listSessions", EVERY_ROLE),
    Known { id: "endSession", callers: EVERY_ROLE, status: 204, body: |_, _| Value::Null },
    Known { id: "endSessions", callers: EVERY_ROLE, status: 204, body: |_, _| Value::Null },
    read("getMe", EVERY_ROLE),
    Known {
        id: "updateMe",
        callers: EVERY_ROLE,
        status: 200,
        body: |_, _| json!({ "time_zone": "Europe/Berlin" }),
    },
    read("listCustomers", SEES_CUSTOMERS),
    read("getCustomer", SEES_CUSTOMERS),
    read("listStaff", STAFF),
    read("getStaffMember", STAFF),
];

fn administrator() -> Value {
    json!({ "token": "none", "name": "Ada", "email": "ada@desk.example.org", "password": PASSWORD })
}

fn registration() -> Value {
    json!({ "name": "New", "email": "new@example.org", "password": PASSWORD })
}

fn credentials(desk: &Desk) -> Value {
    json!({ "email": desk.peer.email, "password": PASSWORD })
}

fn refresh(desk: &Desk) -> Value {
    json!({ "refresh_token": desk.peer.refresh_token })
}
