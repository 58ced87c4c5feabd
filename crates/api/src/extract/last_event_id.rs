use axum::{extract::FromRequestParts, http::request::Parts};

use crate::problem::{FieldProblem, Problem, ProblemCode};

const NAME: &str = "Last-Event-ID";

/// Where a stream was left, as the client holds it.
pub(crate) struct LastEventId(pub(crate) Option<String>);

impl LastEventId {
    /// The most characters of the field.
    pub(super) const MAX: usize = 128;
}

impl<S: Send + Sync> FromRequestParts<S> for LastEventId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(NAME) else { return Ok(Self(None)) };
        match value.to_str() {
            Ok(id) if id.len() <= Self::MAX => Ok(Self(Some(id.to_owned()))),
            _ => {
                let detail = format!("must have at most {} characters", Self::MAX);
                let field = FieldProblem::at_header(NAME, "too_long", detail);
                Err(Problem::new(ProblemCode::InvalidHeader).field(field))
            }
        }
    }
}
