use axum::{extract::FromRequestParts, http::request::Parts};

use crate::problem::{FieldProblem, Problem, ProblemCode};

const NAME: &str = "Address-Link-Token";

/// What stands behind `#token=` in a link that asks for an address: in a header field, so that it stands in no
/// log of requests. Without it the link is answered like one that works no longer.
pub(crate) struct AddressLinkToken(pub(crate) String);

impl AddressLinkToken {
    /// The most characters of the field.
    pub(super) const MAX: usize = 200;
}

impl<S: Send + Sync> FromRequestParts<S> for AddressLinkToken {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(NAME) else { return Ok(Self(String::new())) };
        match value.to_str() {
            Ok(token) if token.len() <= Self::MAX => Ok(Self(token.to_owned())),
            _ => {
                let detail = format!("must have at most {} characters", Self::MAX);
                let field = FieldProblem::at_header(NAME, "too_long", detail);
                Err(Problem::new(ProblemCode::InvalidHeader).field(field))
            }
        }
    }
}
