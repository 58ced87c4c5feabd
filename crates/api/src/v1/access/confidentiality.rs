use axum::extract::State;
use domain::{
    access::{self, NOTICE},
    clock,
    identity::Language,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::{
    App,
    auth::{Caller, Forget},
    extract::{AcceptLanguage, Json},
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::Answer,
};

/// What staff promise about customers' data.
#[derive(Serialize, ToSchema)]
pub(super) struct ConfidentialityNotice {
    /// Which text is in force.
    #[schema(example = 1)]
    version: i32,
    /// The text, in the language of `Accept-Language`.
    #[schema(value_type = String)]
    text: &'static str,
    /// When one accepted this version; `null` if not yet.
    #[schema(required)]
    accepted_at: Option<Timestamp>,
}

impl ConfidentialityNotice {
    fn show(language: Language, accepted_at: Option<clock::Timestamp>) -> Self {
        Self { version: NOTICE, text: text(language), accepted_at: accepted_at.map(Into::into) }
    }
}

const fn text(language: Language) -> &'static str {
    match language {
        Language::En => {
            "I read and use customers' data only as far as my work for this desk needs it. I pass it to \
             nobody who does not need it for the same work, take no copies home, and keep silent about it, \
             also after I have left."
        }
        Language::De => {
            "Ich lese und benutze Daten von Kunden nur, soweit meine Arbeit für diesen Helpdesk es \
             erfordert. Ich gebe sie an niemanden weiter, der sie nicht für dieselbe Arbeit braucht, nehme \
             keine Kopien mit und bewahre Stillschweigen darüber, auch nach meinem Ausscheiden."
        }
    }
}

/// Which text is accepted.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "version": 1 }))]
pub(super) struct AcceptNotice {
    /// The version that was read.
    #[validate(range(min = 1, max = 1_000_000))]
    #[schema(minimum = 1, maximum = 1_000_000)]
    version: i32,
}

/// Read the confidentiality notice
///
/// And when one accepted it.
#[utoipa::path(
    get,
    path = "/staff/me/confidentiality",
    operation_id = "getConfidentiality",
    tag = "Staff",
    responses((status = 200, description = "The notice.", body = ConfidentialityNotice))
)]
pub(super) async fn get_confidentiality(
    State(app): State<App>,
    Caller(actor): Caller,
    AcceptLanguage(language): AcceptLanguage,
) -> Result<Answer<ConfidentialityNotice>, Problem> {
    let mut tx = app.store().read().await?;
    let accepted_at = access::confidentiality_accepted_at(&mut *tx, &app.ctx(actor)).await?;
    Ok(Answer::ok(ConfidentialityNotice::show(language, accepted_at)))
}

/// Accept the confidentiality notice
///
/// The first acceptance of a version counts; accepting again changes nothing.
#[utoipa::path(
    post,
    path = "/staff/me/confidentiality",
    operation_id = "acceptConfidentiality",
    tag = "Staff",
    request_body = AcceptNotice,
    responses(
        (status = 200, description = "Accepted.", body = ConfidentialityNotice),
        (status = 409, description = "Another version is in force: read it first.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn accept_confidentiality(
    State(app): State<App>,
    Caller(actor): Caller,
    AcceptLanguage(language): AcceptLanguage,
    Json { value, .. }: Json<AcceptNotice>,
) -> Result<Answer<ConfidentialityNotice>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    let at = access::accept_confidentiality(&mut *tx, &cx, value.version).await?;
    app.commit_and_forget(tx, Forget::Everyone).await?;
    Ok(Answer::ok(ConfidentialityNotice::show(language, Some(at))))
}
