use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
};

use crate::problem::{FieldProblem, Problem, ProblemCode};

const NAME: &str = "Idempotency-Key";

/// The name that a client gives a request to be able to repeat it, bare or as a quoted string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(pub Option<String>);

impl IdempotencyKey {
    /// The most characters of a key.
    pub(super) const MAX: usize = 255;

    fn read(headers: &HeaderMap) -> Result<Self, Problem> {
        let mut fields = headers.get_all(NAME).iter();
        let Some(field) = fields.next() else { return Ok(Self(None)) };
        let only = if fields.next().is_none() { field.to_str().ok() } else { None };
        let key = only.and_then(unquote).filter(|key| is_key(key)).ok_or_else(|| {
            let expected = "must be 1 to 255 visible ASCII characters";
            let field = FieldProblem::at_header(NAME, "invalid_value", expected);
            Problem::new(ProblemCode::InvalidHeader).field(field)
        })?;
        Ok(Self(Some(key.to_owned())))
    }
}

fn unquote(field: &str) -> Option<&str> {
    match field.strip_prefix('"') {
        Some(rest) => rest.strip_suffix('"'),
        None => Some(field),
    }
}

fn is_key(key: &str) -> bool {
    (1..=IdempotencyKey::MAX).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic())
}

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::read(&parts.headers)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn read(fields: &[&str]) -> Result<Option<String>, ProblemCode> {
        let mut headers = HeaderMap::new();
        for field in fields {
            headers.append(NAME, HeaderValue::from_str(field).unwrap());
        }
        IdempotencyKey::read(&headers).map(|key| key.0).map_err(|problem| problem.code())
    }

    #[test]
    fn quoted_or_bare_is_the_same_key() {
        assert_eq!(read(&[]), Ok(None));
        assert_eq!(read(&["a-1"]), Ok(Some("a-1".to_owned())));
        assert_eq!(read(&["\"a-1\""]), read(&["a-1"]));
    }

    #[test]
    fn refuses_what_is_no_key() {
        for bad in [&[""][..], &["\"\""], &["\""], &["a b"], &[&"x".repeat(256)], &["a", "b"]] {
            assert_eq!(read(bad), Err(ProblemCode::InvalidHeader), "{bad:?}");
        }
    }
}
