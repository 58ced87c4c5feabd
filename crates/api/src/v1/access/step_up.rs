use axum::{extract::State, http::StatusCode};
use domain::{
    Ctx, Error, access,
    error::{FieldError, Rule, Unauthenticated},
    throttle::{self, Act, Attempt, Network},
};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::{
    App,
    auth::Caller,
    extract::{ClientNetwork, Json},
    patch::non_null,
    problem::Problem,
};

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
    ClientNetwork(network): ClientNetwork,
    Json { value, .. }: Json<StepUp>,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().glance().await?;
    let takes_code = access::has_totp(&mut *tx, actor.principal()?.account).await?;
    drop(tx);
    if takes_code {
        prove_by_code(&app, &cx, value.code.ok_or_else(|| missing("code"))?, network).await?;
    } else {
        let password = value.password.ok_or_else(|| missing("password"))?;
        app.verify_own_password(&cx, password, "password", network).await?;
        let mut tx = app.store().begin().await?;
        access::step_up(&mut *tx, &cx).await?;
        tx.commit().await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn prove_by_code(app: &App, cx: &Ctx, code: String, network: Option<Network>) -> Result<(), Error> {
    let id = cx.actor().principal()?.account;
    let subject = id.to_string();
    let guess = Attempt::new(Act::SecondFactor, &subject, network);
    app.count(cx, &guess).await?;
    let mut tx = app.store().begin().await?;
    let checked = access::check_second_factor(&mut *tx, cx, app.keys(), id, Some(&code)).await;
    checked.map_err(|error| match error {
        Error::Unauthenticated(Unauthenticated::SecondFactorWrong) => Error::invalid(access::wrong_code()),
        other => other,
    })?;
    access::step_up(&mut *tx, cx).await?;
    throttle::forgive(&mut *tx, cx, app.keys(), &guess).await?;
    tx.commit().await
}

fn missing(field: &str) -> Error {
    Error::invalid(FieldError::at(field, Rule::new("missing_field", "is required")))
}
