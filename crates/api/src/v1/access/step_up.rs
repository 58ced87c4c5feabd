use axum::{extract::State, http::StatusCode};
use domain::{
    Error, access,
    error::{FieldError, Rule},
};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::{App, auth::Caller, extract::Json, problem::Problem};

/// Proof of who is there.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "password": "correct horse battery" }))]
pub(super) struct StepUp {
    /// The account's password.
    #[validate(length(min = 1, max = 256))]
    #[schema(format = Password, min_length = 1, max_length = 256)]
    password: String,
}

/// Prove anew who is there
///
/// Sensitive acts need a sign-in, or this, within the last 15 minutes; without, they answer
/// `step_up_required`. It counts for this session only.
#[utoipa::path(
    post,
    path = "/auth/step-up",
    operation_id = "stepUp",
    tag = "Authentication",
    request_body = StepUp,
    responses((status = 204, description = "Proved: sensitive acts can be done for 15 minutes."))
)]
pub(super) async fn step_up(
    State(app): State<App>,
    Caller(actor): Caller,
    Json { value, .. }: Json<StepUp>,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let account = tx.accounts().find(actor.principal()?.account).await?;
    drop(tx);
    let hash = account.map(|account| account.password);
    if !app.passwords().verify(value.password, hash).await? {
        let rule = Rule::new("wrong_password", "is not the account's password");
        return Err(Error::invalid(FieldError::at("password", rule)).into());
    }
    let mut tx = app.store().begin().await?;
    access::step_up(&mut *tx, &cx).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
