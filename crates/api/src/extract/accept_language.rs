use std::convert::Infallible;

use axum::{extract::FromRequestParts, http::request::Parts};
use domain::identity::Language;

use crate::http::preferred_language;

/// The language that the caller prefers, of those the desk speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AcceptLanguage(pub Language);

impl<S: Send + Sync> FromRequestParts<S> for AcceptLanguage {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(preferred_language(&parts.headers)))
    }
}
