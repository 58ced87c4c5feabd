//! The OpenAPI 3.1 document. Routes and paths come from one list, so neither can be without the
//! other; what all operations share (security, permissions, common problems) is added from the
//! authorisation table in one pass.

use axum::http::Method;
use serde_json::json;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        Content, OpenApi as Document, Ref, RefOr, Response, SecurityRequirement,
        extensions::Extensions,
        header::HeaderBuilder,
        path::{Operation, Parameter, PathItem},
        schema::{Object, Type},
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_axum::router::OpenApiRouter;

use crate::{
    App,
    authorisation::{self, Access},
    problem::{FieldProblem, ProblemBody},
    v1,
};

const LIMIT: &str = "The limit that the request counts against, if there is one: `\"account\";q=6000;w=60` is 6000 in 60 \
    seconds (draft-ietf-httpapi-ratelimit-headers).";
const LEFT: &str = "What is left of it: `\"account\";r=5999;t=60` is 5999 for the next 60 seconds.";
const PROBLEM_TYPE: &str = "application/problem+json";
const BEARER: &str = "bearer";
const COOKIE: &str = "cookie";
const API_TOKEN: &str = "apiToken";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Benchdesk",
        version = "1.0.0",
        description = "Helpdesk and hardware-repair desk. Ids are UUIDs, times RFC 3339 in UTC with three \
            decimals. Every mutable resource has a `version`, which is its ETag; changes need `If-Match`. \
            Every error is a problem (RFC 9457) whose `type` is a page of this server. Clients must expect \
            new members in answers and new values of enumerations.",
        license(name = "MIT OR Apache-2.0", url = "https://spdx.org/licenses/MIT.html"),
        contact(name = "Benchdesk", url = "https://benchdesk.example", email = "hello@benchdesk.example")
    ),
    servers((url = "/", description = "This server")),
    tags(
        (name = "Addresses", description = "Where repaired devices are sent: how addresses are written, who gives and reads them, and their end."),
        (name = "API tokens", description = "Programs' keys to one's own account."),
        (name = "Attachments", description = "Files that are sent with messages."),
        (name = "Audit", description = "Who did what."),
        (name = "Authentication", description = "Registering, confirming an address, signing in and out."),
        (name = "Bulk", description = "The same done to many tickets."),
        (name = "Customers", description = "Customers' contact records, for staff."),
        (name = "Devices", description = "What customers own: registration, hand-over, facts and history."),
        (name = "Documents", description = "Papers of repairs, as PDF files."),
        (name = "Drafts", description = "What one has begun to write."),
        (name = "Links", description = "Tickets that have to do with each other."),
        (name = "Live", description = "What happens right now: changes as they come, and who is at which ticket."),
        (name = "Macros", description = "What is done to many tickets alike."),
        (name = "Merges", description = "Tickets that become one, and tickets that become two."),
        (name = "Messages", description = "Replies and internal notes."),
        (name = "Parcels", description = "Parcels that came without a number."),
        (name = "Participants", description = "Who takes part in a ticket beside its requester and assignee."),
        (name = "Privacy", description = "What becomes of people's data."),
        (name = "Products", description = "What the maker sells or sold."),
        (name = "Profile", description = "One's own account."),
        (name = "Repairs", description = "Repair cases: one device's way from the request to its return."),
        (name = "Reports", description = "How the desk does, in figures without people."),
        (name = "Shipments", description = "Parcels of repairs: to the desk, to the customer, and what carriers tell of them."),
        (name = "Staff", description = "The desk's own people."),
        (name = "System", description = "The desk's own state, for those who run it."),
        (name = "Teams", description = "Who answers what together."),
        (name = "Tickets", description = "Requests for help, their queue and their history."),
        (name = "Views", description = "Queues by name, and how much is in them."),
    ),
    components(schemas(ProblemBody, FieldProblem)),
    modifiers(&Credentials)
)]
struct Base;

struct Credentials;

impl Modify for Credentials {
    fn modify(&self, document: &mut Document) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some(
                "Access token from POST /api/v1/auth/token (RFC 9068, validated as RFC 8725 asks).",
            ))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme(BEARER, SecurityScheme::Http(scheme));
        let cookie = ApiKeyValue::with_description(
            crate::auth::cookie::NAME,
            "A browser's session from POST /api/v1/auth/session. What changes something must come from a page of \
             this desk (`Sec-Fetch-Site: same-origin`, or its `Origin`). A bearer token counts more.",
        );
        components.add_security_scheme(COOKIE, SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
        let token = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("bd_…")
            .description(Some("API token from POST /api/v1/api-tokens, within its scopes."))
            .build();
        components.add_security_scheme(API_TOKEN, SecurityScheme::Http(token));
    }
}

/// The routes with their document, complete.
pub(crate) fn routes() -> OpenApiRouter<App> {
    let mut router = OpenApiRouter::with_openapi(Base::openapi()).nest("/api/v1", v1::routes());
    complete(router.get_openapi_mut());
    router
}

/// The document.
pub fn document() -> Document {
    routes().into_openapi()
}

/// The document as it is checked in: pretty-printed, with a newline at its end.
pub fn openapi_json() -> String {
    let mut text = document().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

/// Every operation of a document with its method and path.
pub(crate) fn operations(document: &Document) -> impl Iterator<Item = (Method, &str, &Operation)> {
    document.paths.paths.iter().flat_map(|(path, item)| {
        slots(item).into_iter().filter_map(move |(method, slot)| Some((method, path.as_str(), slot?)))
    })
}

fn slots(item: &PathItem) -> [(Method, Option<&Operation>); 5] {
    [
        (Method::GET, item.get.as_ref()),
        (Method::POST, item.post.as_ref()),
        (Method::PUT, item.put.as_ref()),
        (Method::PATCH, item.patch.as_ref()),
        (Method::DELETE, item.delete.as_ref()),
    ]
}

fn complete(document: &mut Document) {
    for (path, item) in &mut document.paths.paths {
        let slots = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for operation in slots.into_iter().flatten() {
            secure(operation);
            for (status, description) in common_problems(path, operation) {
                add_problem(operation, status, description);
            }
            describe_headers(operation);
        }
    }
}

/// States who may call the operation.
fn secure(operation: &mut Operation) {
    let row = operation.operation_id.as_deref().and_then(authorisation::find);
    let (permissions, schemes) = match row.map(|row| row.access) {
        Some(Access::AnyOf(permissions)) => (permissions, [BEARER, API_TOKEN, COOKIE].as_slice()),
        Some(Access::SignedIn(permissions)) => (permissions, [BEARER, COOKIE].as_slice()),
        Some(Access::Public) | None => (&[][..], [].as_slice()),
    };
    let needs = |scheme: &&str| SecurityRequirement::new::<_, [&str; 0], &str>(*scheme, []);
    operation.security = Some(schemes.iter().map(needs).collect());
    if !permissions.is_empty() {
        let names: Vec<_> = permissions.iter().map(|permission| permission.name()).collect();
        operation.extensions = Some(Extensions::from_iter([("x-permission", json!(names))]));
    }
}

/// The problems that an operation can answer with because of its shape.
fn common_problems(path: &str, operation: &Operation) -> Vec<(&'static str, &'static str)> {
    let parameters: Vec<_> = operation.parameters.iter().flatten().filter_map(inline).collect();
    let has_if_match = parameters.iter().any(|parameter| parameter.name == "If-Match");
    let has_key = parameters.iter().any(|parameter| parameter.name == "Idempotency-Key");
    let protected = operation.security.as_ref().is_some_and(|security| !security.is_empty());
    let has_body = operation.request_body.is_some();
    [
        (true, ("400", "The request cannot be read: malformed JSON, parameter, cursor or header.")),
        (protected, ("401", "No credentials, or none that are good (any longer).")),
        (protected, ("403", "The role does not include the permission, for the operation or for a field; or a request with a cookie comes from another site.")),
        (path.contains('{'), ("404", "There is no such thing, or none that the caller may know of.")),
        (has_key && !path.contains('{'), ("404", "What an earlier request with the same key made is there no more.")),
        (true, ("408", "The request did not arrive, or was not finished, in time.")),
        (has_key, ("409", "The state does not allow it, or a request with the same key is still running.")),
        (has_if_match, ("412", "`If-Match` names another version than the stored one.")),
        (has_body, ("413", "The body is too large.")),
        (has_body, ("415", "The media type is not supported.")),
        (has_body, ("422", "Some fields are not valid.")),
        (has_key && !has_body, ("422", "The key was used for another request.")),
        (has_if_match, ("428", "`If-Match` is missing.")),
        (true, ("429", "Too many requests of this caller run at once, or too many attempts were made.")),
        (true, ("500", "A defect of the server.")),
        (true, ("503", "Not available right now. It may have been carried out all the same: repeat it with the same `Idempotency-Key`.")),
    ]
    .into_iter()
    .filter_map(|(applies, problem)| applies.then_some(problem))
    .collect()
}

/// The parameter itself; none of ours is a reference.
const fn inline(parameter: &RefOr<Parameter>) -> Option<&Parameter> {
    match parameter {
        RefOr::T(parameter) => Some(parameter),
        RefOr::Ref(_) => None,
    }
}

fn add_problem(operation: &mut Operation, status: &str, description: &str) {
    let response = operation
        .responses
        .responses
        .entry(status.to_owned())
        .or_insert_with(|| RefOr::T(Response::new(description)));
    if let RefOr::T(response) = response {
        let schema = RefOr::Ref(Ref::from_schema_name("Problem"));
        response.content.insert(PROBLEM_TYPE.to_owned(), RefOr::T(Content::new(Some(schema))));
    }
}

fn describe_headers(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        let mut describe = |name: &str, description: &str, kind: Type| {
            let schema = Object::with_type(kind);
            let header = HeaderBuilder::new().schema(Some(schema)).description(Some(description)).build();
            response.headers.entry(name.to_owned()).or_insert(RefOr::T(header));
        };
        describe("X-Request-Id", "Names the request in the server's log.", Type::String);
        if status == "429" || status == "503" {
            describe("Retry-After", "Seconds until it makes sense to try again.", Type::Integer);
        }
        if status == "429" || status.starts_with('2') {
            describe("RateLimit-Policy", LIMIT, Type::String);
            describe("RateLimit", LEFT, Type::String);
        }
        if status == "401" {
            describe("WWW-Authenticate", "How to sign in (RFC 6750).", Type::String);
        }
    }
}
