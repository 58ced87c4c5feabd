mod document;
mod into_type;
mod reader;

use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use validator::Validate;

use self::document::Document;
use super::{media_type, rules};
use crate::{
    http::read_body,
    problem::{Problem, ProblemCode},
};

/// A JSON body: read, checked by the rules of its type, and still there as it was sent (an
/// idempotent operation compares it).
#[derive(Debug, Clone)]
pub struct Json<T> {
    /// What was sent.
    pub value: T,
    /// The bytes it was sent as.
    pub body: Bytes,
}

impl<T, S> FromRequest<S> for Json<T>
where
    T: DeserializeOwned + Validate,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        media_type::check_json(request.headers())?;
        let body = read_body(request.into_body()).await?;
        Ok(Self { value: parse(&body)?, body })
    }
}

fn parse<T: DeserializeOwned + Validate>(body: &[u8]) -> Result<T, Problem> {
    let invalid = || Problem::new(ProblemCode::ValidationFailed);
    let document = Document::parse(body)?;
    document.check().map_err(|fault| invalid().field(fault.in_body()))?;
    let value = T::deserialize(document).map_err(|fault| invalid().field(fault.in_body()))?;
    let mut faults = rules::broken(&value);
    if faults.is_empty() {
        return Ok(value);
    }
    let document = Document::parse(body)?;
    for fault in &mut faults {
        document.keep_to_what_is_there(fault);
    }
    Err(invalid().fields(faults.into_iter().map(super::fault::Fault::in_body)))
}

#[cfg(test)]
mod tests;
