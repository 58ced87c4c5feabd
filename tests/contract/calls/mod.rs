//! One plausible call of every operation, and who may make it. An operation that is not here fails
//! every test that goes through all of them.

mod access;
mod address;
mod attachment;
mod audit;
mod bulk;
mod conversation;
mod coverage;
mod device;
mod disclosure;
mod document;
mod identity;
mod live;
mod macros;
mod parcel;
mod postal;
mod privacy;
mod relations;
mod repair;
mod report;
mod search;
mod shipment;
mod system;
mod team;
mod ticket;
mod view;

use axum::http::Method;
use domain::identity::Role;
use kit::{BOUNDARY, Reply, Visitor};
use serde_json::Value;

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
const ANSWERS_TICKETS: Callers = Callers::Roles(&[Role::Agent, Role::Lead, Role::Admin]);
const LEADS: Callers = Callers::Roles(&[Role::Lead, Role::Admin]);
const MANAGES_STAFF: Callers = Callers::Roles(&[Role::Lead, Role::Admin]);
const CHANGES_TICKETS: Callers = Callers::Roles(&[Role::Customer, Role::Agent, Role::Lead, Role::Admin]);

const fn read(id: &'static str, callers: Callers) -> Known {
    Known { id, callers, status: 200, body: |_, _| Value::Null }
}

pub use address::address;
pub use bulk::order;
pub use device::serial;
pub use disclosure::disclosure;
pub use live::draft_of;
pub use macros::note;
pub use parcel::unidentified_parcel;
pub use privacy::stays;
pub use repair::without_serial;
pub use shipment::parcel;

/// Every operation, in the order of the authorisation table.
pub fn known_operations() -> impl Iterator<Item = &'static Known> {
    [
        identity::KNOWN,
        ticket::KNOWN,
        team::KNOWN,
        view::KNOWN,
        macros::KNOWN,
        bulk::KNOWN,
        audit::KNOWN,
        conversation::KNOWN,
        relations::KNOWN,
        access::KNOWN,
        attachment::KNOWN,
        device::KNOWN,
        repair::KNOWN,
        coverage::KNOWN,
        parcel::KNOWN,
        report::KNOWN,
        search::KNOWN,
        system::KNOWN,
        live::KNOWN,
        postal::KNOWN,
        address::KNOWN,
        shipment::KNOWN,
        disclosure::KNOWN,
        document::KNOWN,
        privacy::KNOWN,
    ]
    .into_iter()
    .flatten()
}

/// What is known of an operation.
pub fn known(id: &str) -> &'static Known {
    known_operations()
        .find(|known| known.id == id)
        .unwrap_or_else(|| panic!("no call of {id} is known: add it to calls/"))
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

/// The parameters that an operation cannot do without, each with its example.
fn required_query(operation: &Operation) -> String {
    let required = operation.parameters("query").filter(|parameter| parameter["required"] == true);
    let pairs = required.map(|parameter| {
        let encoded: String = url::form_urlencoded::byte_serialize(
            parameter["example"].as_str().expect("a required parameter has an example").as_bytes(),
        )
        .collect();
        format!("{}={encoded}", parameter["name"].as_str().unwrap())
    });
    let query = pairs.collect::<Vec<_>>().join("&");
    if query.is_empty() { query } else { format!("?{query}") }
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
            path = path.replace(&format!("{{{name}}}"), desk.id_in(operation.id(), name, role));
        }
        path.push_str(&required_query(operation));
        let method = operation.method.to_ascii_uppercase().parse().unwrap();
        let body = (known(operation.id()).body)(desk, role);
        let mut headers = Vec::new();
        if let Some((media_type, _)) = operation.body() {
            let is_form = media_type.starts_with("multipart/");
            let boundary = if is_form { format!("; boundary={BOUNDARY}") } else { String::new() };
            headers.push(("content-type", format!("{media_type}{boundary}")));
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
        let body = match &self.body {
            Value::Null => String::new(),
            // What is no JSON stands for itself.
            Value::String(text) => text.clone(),
            json => json.to_string(),
        };
        caller.send(self.method.clone(), &self.path, body).await
    }
}
