use std::sync::Arc;

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use domain::{
    Error,
    document::{Paper, Printer, Unprintable},
    error::Conflict,
    identity::Language,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    App,
    extract::AcceptLanguage,
    problem::{FieldProblem, Problem, ProblemCode},
};

/// A paper, as a PDF file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "describes an answer that is no JSON")]
pub(super) struct PaperBytes(Vec<u8>);

/// In which language.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PaperQuery {
    /// `en` or `de`; what `Accept-Language` prefers, if absent.
    #[param(required = false, nullable = false, min_length = 2, max_length = 2, pattern = "^(en|de)$")]
    lang: Option<String>,
}

impl PaperQuery {
    pub(super) fn language(&self, accepted: AcceptLanguage) -> Result<Language, Problem> {
        let Some(tag) = &self.lang else { return Ok(accepted.0) };
        Language::parse(tag).map_err(|rule| {
            let field = FieldProblem::at_parameter("lang", "invalid_value", rule.detail);
            Problem::new(ProblemCode::InvalidParameter).field(field)
        })
    }
}

/// Makes the file, away from what answers others.
pub(super) async fn print(app: &App, paper: Paper, language: Language) -> Result<Vec<u8>, Problem> {
    let printer: Arc<dyn Printer> = app.printer();
    let bytes = tokio::task::spawn_blocking(move || printer.print(&paper, language)).await;
    let refused = match bytes {
        Ok(Ok(file)) => return Ok(file),
        Ok(Err(Unprintable::Script(script))) => Error::from(Conflict::Unprintable { script }),
        Ok(Err(Unprintable::Failed(what))) => Error::internal(what),
        Err(_) => Error::internal("a paper was not printed"),
    };
    Err(refused.into())
}

/// A file, to be shown, and not to be kept by anybody on the way.
pub(super) fn send(file: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::CONTENT_DISPOSITION, "inline"),
    ];
    (headers, file).into_response()
}
