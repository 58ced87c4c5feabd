use domain::identity::Language;
use serde::Serialize;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, schema::Schema},
};

use uuid::Uuid;

use super::{FieldProblem, Parts, Problem, ProblemCode, german};

/// Problem details (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem, example = json!({
    "type": "/problems/validation-failed",
    "title": "Some fields are not valid",
    "status": 422,
    "detail": "The body is JSON, but not what this operation takes.",
    "code": "validation_failed",
    "request_id": "0f5b3c1e-7a44-4d0e-9d5c-2b1f0a6c8e11",
    "errors": [{ "pointer": "#/subject", "code": "blank", "detail": "must not be blank" }]
}))]
pub struct ProblemBody {
    /// Page that explains the problem, relative to the server.
    #[serde(rename = "type")]
    #[schema(format = "uri-reference", example = "/problems/not-found")]
    kind: String,
    /// What it is, in a few words; in the language of the request.
    #[schema(value_type = String, example = "Not found")]
    title: &'static str,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 404)]
    status: u16,
    /// What it means here and what to do about it.
    detail: String,
    /// Machine-readable name. New ones may be added.
    #[schema(value_type = String, example = "not_found")]
    code: ProblemCode,
    /// Names the request in the server's log.
    request_id: String,
    /// The faulty parts of the request; empty if the problem is of another kind.
    errors: Vec<FieldProblem>,
    /// Where the thing can go from the state it is in. Only if a transition was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, value_type = Vec<String>)]
    allowed_transitions: Option<Vec<&'static str>>,
    /// The version that is stored now. Only if `If-Match` did not match.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    current_version: Option<i64>,
    /// Which members have changed since the version that was sent, by the names that a change of the ticket gives them;
    /// an empty list if it was something else, such as a reply. Only if `If-Match` did not match a ticket's version.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, value_type = Vec<String>, max_items = 10)]
    changed: Option<Vec<&'static str>>,
    /// Who has the ticket. Only if someone else has taken it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    assignee_id: Option<Uuid>,
}

impl ProblemBody {
    pub(super) fn new(parts: Parts, request_id: &str, language: Language) -> Self {
        let detail = match parts.detail {
            Some(detail) => german::translate(detail, language).into_owned(),
            None => parts.code.explanation(language).to_owned(),
        };
        Self {
            kind: parts.code.page(),
            title: parts.code.title(language),
            status: parts.code.status().as_u16(),
            detail,
            code: parts.code,
            request_id: request_id.to_owned(),
            errors: parts.errors.into_iter().map(|field| field.translated(language)).collect(),
            allowed_transitions: parts.allowed_transitions,
            current_version: parts.current_version,
            changed: parts.changed,
            assignee_id: parts.assignee,
        }
    }
}

// Handlers and the document may both say `Problem`.
impl PartialSchema for Problem {
    fn schema() -> RefOr<Schema> {
        ProblemBody::schema()
    }
}

impl ToSchema for Problem {
    fn name() -> std::borrow::Cow<'static, str> {
        ProblemBody::name()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        ProblemBody::schemas(schemas);
    }
}
