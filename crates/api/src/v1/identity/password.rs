use axum::{extract::State, http::StatusCode};
use domain::{
    contact::EmailAddress,
    error::Fields,
    identity::{self, Actor, Password},
    throttle::{Act, Attempt},
};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::{
    App,
    auth::{Caller, Forget},
    extract::{ClientNetwork, Json},
    problem::Problem,
};

/// A new password for one's own account.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "current_password": "correct horse battery", "new_password": "every staple is red" }))]
pub(super) struct ChangePassword {
    /// The password so far.
    #[validate(length(min = 1, max = 256))]
    #[schema(format = Password, min_length = 1, max_length = 256)]
    current_password: String,
    /// 10 to 256 characters, of any kind, and not among the passwords that are guessed first.
    #[validate(length(min = 10, max = 256))]
    #[schema(format = Password, min_length = 10, max_length = 256)]
    new_password: String,
}

/// Change one's password
///
/// All other sessions end, links that are under way stop working, and a letter tells of it. Where signing
/// in takes two steps, it needs a fresh one (`step_up_required` otherwise).
#[utoipa::path(
    put,
    path = "/me/password",
    operation_id = "changePassword",
    tag = "Profile",
    request_body = ChangePassword,
    responses((status = 204, description = "Changed."))
)]
pub(super) async fn change_password(
    State(app): State<App>,
    Caller(actor): Caller,
    ClientNetwork(network): ClientNetwork,
    Json { value, .. }: Json<ChangePassword>,
) -> Result<StatusCode, Problem> {
    let mut fields = Fields::default();
    let new = fields.take("new_password", Password::parse(&value.new_password));
    let new = fields.require(new)?;
    let cx = app.ctx(actor);
    let verified = app.verify_own_password(&cx, value.current_password, "current_password", network).await?;
    let new = app.passwords().hash(&new).await?;
    let mut tx = app.store().begin().await?;
    let ended = identity::change_password(&mut *tx, &cx, &verified, new).await?;
    app.commit_and_forget(tx, Forget::Sessions(ended)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whose password was forgotten.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "email": "ann@example.org" }))]
pub(super) struct OrderPasswordReset {
    /// The account's address.
    #[validate(length(min = 3, max = 254))]
    #[schema(format = Email, min_length = 3, max_length = 254)]
    email: String,
}

/// Ask for a link that sets a new password
///
/// The answer, and the work done for it, do not tell whether there is such an account.
#[utoipa::path(
    post,
    path = "/auth/password-reset",
    operation_id = "orderPasswordReset",
    tag = "Authentication",
    request_body = OrderPasswordReset,
    responses((status = 202, description = "Accepted: look into your mail."))
)]
pub(super) async fn order_password_reset(
    State(app): State<App>,
    ClientNetwork(network): ClientNetwork,
    Json { value, .. }: Json<OrderPasswordReset>,
) -> Result<StatusCode, Problem> {
    let mut fields = Fields::default();
    let email = fields.take("email", EmailAddress::parse(&value.email));
    let email = fields.require(email)?;
    let cx = app.ctx(Actor::Anonymous);
    app.count(&cx, &Attempt::new(Act::PasswordReset, &email.key(), network)).await?;
    let mut tx = app.store().begin().await?;
    identity::order_password_reset(&mut *tx, &cx, &email).await?;
    tx.commit().await?;
    Ok(StatusCode::ACCEPTED)
}

/// A new password, by the link from the letter.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "token": "AZqv1x7wcAAAAAAAAAAAAAAbJ6Yc0k3m5p8r2t4v7x9z1B3D5F7H9K1M3P5R7T9V", "password": "every staple is red"
}))]
pub(super) struct ResetPassword {
    /// What stands behind `#token=` in the link.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    token: String,
    /// 10 to 256 characters, of any kind, and not among the passwords that are guessed first.
    #[validate(length(min = 10, max = 256))]
    #[schema(format = Password, min_length = 10, max_length = 256)]
    password: String,
}

/// Set a new password
///
/// Takes the token from the link in the letter. A token works once and for one hour. All sessions end,
/// other links that are under way stop working, and a letter tells of it.
#[utoipa::path(
    post,
    path = "/auth/password-reset/confirm",
    operation_id = "resetPassword",
    tag = "Authentication",
    request_body = ResetPassword,
    responses(
        (status = 204, description = "Set: sign in with it."),
        (status = 410, description = "The token has been used, has expired, or is none of ours.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn reset_password(
    State(app): State<App>,
    ClientNetwork(network): ClientNetwork,
    Json { value, .. }: Json<ResetPassword>,
) -> Result<StatusCode, Problem> {
    let mut fields = Fields::default();
    let password = fields.take("password", Password::parse(&value.password));
    let password = fields.require(password)?;
    let cx = app.ctx(Actor::Anonymous);
    app.count(&cx, &Attempt::new(Act::Link, &value.token, network)).await?;
    let mut tx = app.store().read().await?;
    identity::check_password_reset(&mut *tx, &cx, app.keys(), &value.token).await?;
    drop(tx);
    let new = app.passwords().hash(&password).await?;
    let mut tx = app.store().begin().await?;
    let (email, ended) = identity::reset_password(&mut *tx, &cx, app.keys(), &value.token, new).await?;
    let subject = email.key();
    let sign_in = Attempt::new(Act::SignIn, &subject, network);
    domain::throttle::forgive(&mut *tx, &cx, app.keys(), &sign_in).await?;
    app.commit_and_forget(tx, Forget::Sessions(ended)).await?;
    Ok(StatusCode::NO_CONTENT)
}
