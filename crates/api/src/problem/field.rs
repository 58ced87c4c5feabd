use std::borrow::Cow;

use domain::identity::Language;
use serde::Serialize;
use utoipa::ToSchema;

use super::german;

/// A faulty part of the request: exactly one of `pointer`, `parameter` and `header` says where, if
/// that can be said without repeating what was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Place in the body: a JSON Pointer in URI fragment form (RFC 6901, section 6).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, example = "#/subject")]
    pub(super) pointer: Option<String>,
    /// Name of the query parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, value_type = String)]
    pub(super) parameter: Option<Cow<'static, str>>,
    /// Name of the header field.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, value_type = String)]
    pub(super) header: Option<&'static str>,
    /// Machine-readable reason. New ones may be added.
    #[schema(value_type = String, example = "too_long")]
    pub(super) code: Cow<'static, str>,
    /// What is expected, for people. Never repeats what was sent.
    #[schema(value_type = String, example = "must have at most 200 characters")]
    pub(super) detail: Cow<'static, str>,
}

impl FieldProblem {
    /// A fault in the body.
    pub fn at_pointer(
        pointer: impl Into<String>,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { pointer: Some(pointer.into()), ..Self::somewhere(code, detail) }
    }

    /// A fault in a query parameter.
    pub fn at_parameter(
        parameter: impl Into<Cow<'static, str>>,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { parameter: Some(parameter.into()), ..Self::somewhere(code, detail) }
    }

    /// A fault in a header field.
    pub fn at_header(
        header: &'static str,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { header: Some(header), ..Self::somewhere(code, detail) }
    }

    /// A fault whose place has a name that is not to be repeated.
    pub fn somewhere(code: impl Into<Cow<'static, str>>, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { pointer: None, parameter: None, header: None, code: code.into(), detail: detail.into() }
    }

    pub(super) fn translated(self, language: Language) -> Self {
        Self { detail: german::translate(self.detail, language), ..self }
    }
}

impl From<domain::error::FieldError> for FieldProblem {
    fn from(error: domain::error::FieldError) -> Self {
        if let Some(parameter) = error.parameter() {
            return Self::at_parameter(parameter.to_owned(), error.code, error.detail);
        }
        Self::at_pointer(error.pointer, error.code, error.detail)
    }
}
