use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use super::entity_tag::{EntityTag, parse_list};
use crate::problem::{FieldProblem, Problem, ProblemCode};

/// Which versions the reader has already. A field that cannot be read says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IfNoneMatch {
    /// `*`: any.
    Any,
    /// These.
    Versions(Vec<i64>),
}

impl IfNoneMatch {
    /// The most characters of the field.
    pub(super) const MAX: usize = 1024;

    /// Whether the reader has this version: then 304 is enough.
    pub fn matches(&self, version: i64) -> bool {
        match self {
            Self::Any => true,
            Self::Versions(versions) => versions.contains(&version),
        }
    }

    fn read(headers: &HeaderMap) -> Result<Self, Problem> {
        let mut versions = Vec::new();
        for value in headers.get_all(header::IF_NONE_MATCH) {
            if value.len() > Self::MAX {
                return Err(too_long());
            }
            let field = value.to_str().unwrap_or_default();
            if field.trim() == "*" {
                return Ok(Self::Any);
            }
            let tags = parse_list(field).unwrap_or_default();
            versions.extend(tags.into_iter().filter_map(EntityTag::version));
        }
        Ok(Self::Versions(versions))
    }
}

fn too_long() -> Problem {
    let detail = format!("must have at most {} characters", IfNoneMatch::MAX);
    let field = FieldProblem::at_header("If-None-Match", "too_long", detail);
    Problem::new(ProblemCode::InvalidHeader).field(field)
}

impl<S: Send + Sync> FromRequestParts<S> for IfNoneMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::read(&parts.headers)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn matches(field: &str, version: i64) -> bool {
        let value = HeaderValue::from_str(field).unwrap();
        IfNoneMatch::read(&HeaderMap::from_iter([(header::IF_NONE_MATCH, value)])).unwrap().matches(version)
    }

    #[test]
    fn compares_weakly_with_each_of_a_list() {
        assert!(
            matches("\"3\"", 3) && matches("W/\"3\"", 3) && matches("\"2\", \"3\"", 3) && matches("*", 3)
        );
        assert!(!matches("\"2\"", 3) && !matches("3", 3) && !matches("", 3));
        assert!(!IfNoneMatch::read(&HeaderMap::new()).unwrap().matches(3));
    }
}
