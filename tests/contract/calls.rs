//! One plausible call of every operation, and who may make it. An operation that is not here fails
//! every test that goes through all of them.

use axum::http::Method;
use domain::identity::Role;
use kit::{PASSWORD, Reply, Visitor};
use serde_json::{Value, json};

use crate::{desk::Desk, document::Operation};

/// Who may call an operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Callers {
    /// Anyone, signed in or not.
    Anyone,
    /// Whoever has one of these roles.
    Roles(&'static [Role]),
}

/// What is known of an operation beside the document.
pub struct Known {
    /// Its `operationId`.
    pub id: &'static str,
    /// Who may call it.
    pub callers: Callers,
    /// What the plausible call is answered with.
    pub status: u16,
    body: fn(&Desk, Option<Role>) -> Value,
}

const EVERY_ROLE: Callers = Callers::Roles(&Role::ALL);
const REQUESTERS: Callers = Callers::Roles(&[Role::Customer]);
const STAFF: Callers = Callers::Roles(&[
    Role::Agent,
    Role::Technician,
    Role::Logistics,
    Role::Lead,
    Role::PrivacyOfficer,
    Role::Admin,
]);
const SEES_CUSTOMERS: Callers = Callers::Roles(&[Role::Agent, Role::Lead, Role::PrivacyOfficer, Role::Admin]);
const CHANGES_TICKETS: Callers = Callers::Roles(&[Role::Customer, Role::Agent, Role::Lead, Role::Admin]);

const fn read(id: &'static str, callers: Callers) -> Known {
    Known { id, callers, status: 200, body: |_, _| Value::Null }
}

/// Every operation, in the order of the authorisation table.
pub const KNOWN: &[Known] = &[
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
    Known {
        id: "createTicket",
        callers: REQUESTERS,
        status: 201,
        body: |_, _| json!({ "subject": "Fader 3", "body": "It jams." }),
    },
    read("listTickets", EVERY_ROLE),
    read("getTicket", EVERY_ROLE),
    Known { id: "updateTicket", callers: CHANGES_TICKETS, status: 200, body: |_, role| move_of(role) },
    Known { id: "createMessage", callers: EVERY_ROLE, status: 201, body: |_, role| message_of(role) },
    read("listMessages", EVERY_ROLE),
    read("getMessage", EVERY_ROLE),
    read("listTicketEvents", EVERY_ROLE),
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

/// Where the role can move a ticket.
fn move_of(role: Option<Role>) -> Value {
    json!({ "status": if role == Some(Role::Customer) { "solved" } else { "pending" } })
}

/// What the role can write.
fn message_of(role: Option<Role>) -> Value {
    json!({ "kind": if role == Some(Role::Customer) { "reply" } else { "note" }, "body": "It jams halfway." })
}

/// What is known of an operation.
pub fn known(id: &str) -> &'static Known {
    KNOWN
        .iter()
        .find(|known| known.id == id)
        .unwrap_or_else(|| panic!("no call of {id} is known: add it to calls.rs"))
}

impl Known {
    /// Whether the role may call it.
    pub fn allows(&self, role: Role) -> bool {
        match self.callers {
            Callers::Anyone => true,
            Callers::Roles(roles) => roles.contains(&role),
        }
    }

    /// Whether anyone may call it.
    pub fn is_public(&self) -> bool {
        self.callers == Callers::Anyone
    }

    /// A role that may call it: the one with the fewest rights.
    pub fn first_role(&self) -> Role {
        Role::ALL.into_iter().find(|role| self.allows(*role)).expect("someone may call it")
    }
}

/// A call, ready to be made.
#[derive(Clone)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// Path and query.
    pub path: String,
    /// Headers beside the caller's own.
    pub headers: Vec<(&'static str, String)>,
    /// The body, or null.
    pub body: Value,
}

impl Call {
    /// The plausible call of an operation by a role, about the desk's own things.
    pub fn plausible(operation: &Operation, desk: &Desk, role: Option<Role>) -> Self {
        let mut path = operation.path.to_owned();
        for parameter in operation.parameters("path") {
            let name = parameter["name"].as_str().unwrap();
            path = path.replace(&format!("{{{name}}}"), desk.id_for(name));
        }
        let method = operation.method.to_ascii_uppercase().parse().unwrap();
        let body = (known(operation.id()).body)(desk, role);
        let mut headers = Vec::new();
        if let Some((media_type, _)) = operation.body() {
            headers.push(("content-type", media_type.to_owned()));
        }
        if operation.parameters("header").any(|header| header["name"] == "If-Match") {
            headers.push(("if-match", "*".to_owned()));
        }
        Self { method, path, headers, body }
    }

    /// The same call with another body.
    #[must_use]
    pub fn saying(&self, body: Value) -> Self {
        Self { body, ..self.clone() }
    }

    /// The same call with another path or query.
    #[must_use]
    pub fn to(&self, path: &str) -> Self {
        Self { path: path.to_owned(), ..self.clone() }
    }

    /// The same call with another value of a header, or with one header more.
    #[must_use]
    pub fn with_header(&self, name: &'static str, value: &str) -> Self {
        let mut call = self.clone();
        call.headers.retain(|(known, _)| *known != name);
        call.headers.push((name, value.to_owned()));
        call
    }

    /// Makes it.
    pub async fn by(&self, caller: &Visitor) -> Reply {
        let caller =
            self.headers.iter().fold(caller.clone(), |caller, (name, value)| caller.with(name, value));
        let body = if self.body.is_null() { String::new() } else { self.body.to_string() };
        caller.send(self.method.clone(), &self.path, body).await
    }
}
