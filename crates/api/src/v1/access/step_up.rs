use axum::{extract::State, http::StatusCode};
use domain::{
    Error, access,
    error::{FieldError, Rule, Unauthenticated},
};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::{App, auth::Caller, extract::Json, patch::non_null, problem::Problem};

/// Proof of who is there: the password, or a code where signing in takes one.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "password": "correct horse battery" }))]
pub(super) struct StepUp {
    /// The account's password.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 256))]
    #[schema(format = Password, nullable = false, min_length = 1, max_length = 256)]
    password: Option<String>,
    /// What the authenticator app shows, or a recovery code.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 6, max = 20))]
    #[schema(nullable = false, min_length = 6, max_length = 20)]
    code: Option<String>,
}

/// Prove anew who is there
///
/// With the password; where signing in takes two steps, with a code instead. Sensitive acts need a
/// sign-in, or this, within the last 15 minutes; without, they answer `step_up_required`. It counts
/// for this session only.
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
    let (cx, id) = (app.ctx(actor), actor.principal()?.account);
    let mut tx = app.store().read().await?;
    let takes_code = access::has_totp(&mut *tx, id).await?;
    let hash = tx.accounts().find(id).await?.map(|account| account.password);
    drop(tx);
    if !takes_code {
        let password = value.password.ok_or_else(|| missing("password"))?;
        if !app.passwords().verify(password, hash).await? {
            let rule = Rule::new("wrong_password", "is not the account's password");
            return Err(Error::invalid(FieldError::at("password", rule)).into());
        }
    }
    let code = if takes_code { Some(value.code.ok_or_else(|| missing("code"))?) } else { None };
    let mut tx = app.store().begin().await?;
    let checked = access::check_second_factor(&mut *tx, &cx, app.keys(), id, code.as_deref()).await;
    checked.map_err(|error| match error {
        Error::Unauthenticated(Unauthenticated::SecondFactorWrong) => Error::invalid(access::wrong_code()),
        other => other,
    })?;
    access::step_up(&mut *tx, &cx).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

fn missing(field: &str) -> Error {
    Error::invalid(FieldError::at(field, Rule::new("missing_field", "is required")))
}
