use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use super::entity_tag::{EntityTag, parse_list};
use crate::problem::{FieldProblem, Problem, ProblemCode};

/// Which version a change is based on. Without it nothing is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfMatch {
    /// `*`: whatever is there.
    Any,
    /// The version that was read; one that never was for a tag we did not make.
    Version(i64),
}

/// No stored thing has this version.
const NEVER: i64 = -1;

impl IfMatch {
    /// The most characters of the field.
    pub(super) const MAX: usize = 128;

    /// The version that must be there, if it matters.
    pub const fn expected(self) -> Option<i64> {
        match self {
            Self::Any => None,
            Self::Version(version) => Some(version),
        }
    }

    fn read(headers: &HeaderMap) -> Result<Self, Problem> {
        let mut fields = headers.get_all(header::IF_MATCH).iter();
        let Some(field) = fields.next() else {
            return Err(Problem::new(ProblemCode::PreconditionRequired));
        };
        let only =
            if fields.next().is_none() && field.len() <= Self::MAX { field.to_str().ok() } else { None };
        only.and_then(Self::parse).ok_or_else(|| {
            let expected = "must be one strong entity tag or *";
            let field = FieldProblem::at_header("If-Match", "invalid_value", expected);
            Problem::new(ProblemCode::InvalidHeader).field(field)
        })
    }

    fn parse(field: &str) -> Option<Self> {
        if field.trim() == "*" {
            return Some(Self::Any);
        }
        match parse_list(field)?.as_slice() {
            [tag @ EntityTag { is_weak: false, .. }] => Some(Self::Version(tag.version().unwrap_or(NEVER))),
            _ => None,
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::read(&parts.headers)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn read(fields: &[&str]) -> Result<IfMatch, ProblemCode> {
        let mut headers = HeaderMap::new();
        for field in fields {
            headers.append(header::IF_MATCH, HeaderValue::from_str(field).unwrap());
        }
        IfMatch::read(&headers).map_err(|problem| problem.code())
    }

    #[test]
    fn one_strong_tag_or_a_star() {
        assert_eq!(read(&["\"3\""]), Ok(IfMatch::Version(3)));
        assert_eq!(read(&["*"]).map(IfMatch::expected), Ok(None));
        assert_eq!(read(&["\"not-ours\""]).map(IfMatch::expected), Ok(Some(NEVER)));
    }

    #[test]
    fn refuses_the_rest() {
        assert_eq!(read(&[]), Err(ProblemCode::PreconditionRequired));
        let long = format!("\"{}\"", "a".repeat(127));
        for bad in [
            &[long.as_str()][..],
            &["3"],
            &["W/\"3\""],
            &["\"3\", \"4\""],
            &["\"3\"", "\"4\""],
            &[""],
            &["\"3\", *"],
        ] {
            assert_eq!(read(bad), Err(ProblemCode::InvalidHeader), "{bad:?}");
        }
    }
}
