use domain::identity::Role;
use kit::PASSWORD;
use serde_json::{Value, json};

use super::{Callers, EVERY_ROLE, Known, MANAGES_STAFF, SEES_CUSTOMERS, STAFF, read};
use crate::desk::Desk;

pub(super) const KNOWN: &[Known] = &[
    Known { id: "setUp", callers: Callers::Anyone, status: 410, body: |_, _| administrator() },
    Known { id: "register", callers: Callers::Anyone, status: 202, body: |_, role| registration(role) },
    Known {
        id: "verifyEmail",
        callers: Callers::Anyone,
        status: 410,
        body: |_, role| json!({ "token": unknown(role), "password": PASSWORD }),
    },
    Known {
        id: "resendVerification",
        callers: Callers::Anyone,
        status: 202,
        body: |_, role| json!({ "email": newcomer(role) }),
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
    Known {
        id: "changePassword",
        callers: EVERY_ROLE,
        status: 204,
        body: |_, _| json!({ "current_password": PASSWORD, "new_password": PASSWORD }),
    },
    Known {
        id: "orderPasswordReset",
        callers: Callers::Anyone,
        status: 202,
        body: |_, role| json!({ "email": newcomer(role) }),
    },
    Known {
        id: "resetPassword",
        callers: Callers::Anyone,
        status: 410,
        body: |_, role| json!({ "token": unknown(role), "password": PASSWORD }),
    },
    Known {
        id: "orderEmailChange",
        callers: EVERY_ROLE,
        status: 202,
        body: |_, role| json!({ "email": newcomer(role), "password": PASSWORD }),
    },
    Known {
        id: "decideEmailChange",
        callers: Callers::Anyone,
        status: 410,
        body: |_, role| json!({ "token": unknown(role) }),
    },
    read("listCustomers", SEES_CUSTOMERS),
    read("getCustomer", SEES_CUSTOMERS),
    Known { id: "inviteCustomer", callers: SEES_CUSTOMERS, status: 201, body: |_, role| invited(role) },
    Known {
        id: "updateCustomer",
        callers: SEES_CUSTOMERS,
        status: 200,
        body: |_, _| json!({ "city": "Berlin" }),
    },
    Known { id: "inviteCustomerAgain", callers: SEES_CUSTOMERS, status: 409, body: |_, _| Value::Null },
    read("listStaff", STAFF),
    read("getStaffMember", STAFF),
    Known {
        id: "inviteStaff",
        callers: MANAGES_STAFF,
        status: 201,
        body: |_, _| json!({ "name": "Tia", "email": "tia@desk.example.org", "role": "technician" }),
    },
    Known {
        id: "acceptInvitation",
        callers: Callers::Anyone,
        status: 410,
        body: |_, role| json!({ "token": unknown(role), "password": PASSWORD }),
    },
    Known {
        id: "updateStaffMember",
        callers: MANAGES_STAFF,
        status: 200,
        body: |_, _| json!({ "name": "Bo" }),
    },
    Known { id: "deleteStaffMember", callers: MANAGES_STAFF, status: 409, body: |_, _| Value::Null },
];

/// Attempts at one address are counted, whoever makes them.
fn newcomer(role: Option<Role>) -> String {
    format!("new-{}@example.org", role.map_or("nobody", Role::name))
}

/// No link has this token.
fn unknown(role: Option<Role>) -> String {
    format!("none-{}", role.map_or("nobody", Role::name))
}

fn administrator() -> Value {
    json!({ "token": "none", "name": "Ada", "email": "ada@desk.example.org", "password": PASSWORD })
}

fn registration(role: Option<Role>) -> Value {
    json!({ "name": "New", "email": newcomer(role), "password": PASSWORD })
}

fn credentials(desk: &Desk) -> Value {
    json!({ "email": desk.peer.email, "password": PASSWORD })
}

fn refresh(desk: &Desk) -> Value {
    json!({ "refresh_token": desk.peer.refresh_token })
}

/// Each role invites somebody else.
fn invited(role: Option<Role>) -> Value {
    let email = format!("{}-knows@example.org", role.map_or("nobody", Role::name));
    json!({ "name": "Ida", "email": email })
}
