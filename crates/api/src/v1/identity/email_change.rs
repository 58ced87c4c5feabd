use axum::{extract::State, http::StatusCode};
use domain::{
    contact::EmailAddress,
    error::Fields,
    identity::{self, Actor},
    throttle::{Act, Attempt},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::{
    App,
    auth::Caller,
    extract::{ClientNetwork, Json},
    problem::Problem,
    v1::answer::Answer,
};

/// The next address of one's own account.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "email": "ann@example.com", "password": "correct horse battery" }))]
pub(super) struct OrderEmailChange {
    /// The next address.
    #[validate(length(min = 3, max = 254))]
    #[schema(format = Email, min_length = 3, max_length = 254)]
    email: String,
    /// The account's password.
    #[validate(length(min = 1, max = 256))]
    #[schema(format = Password, min_length = 1, max_length = 256)]
    password: String,
}

/// Ask to change one's e-mail address
///
/// Sends a link to both addresses. Nothing changes before both have confirmed it; after 24 hours it is
/// dropped. Whether the next address has an account is not told here: its owner is told by mail. Takes
/// the place of an earlier change that waits. Where signing in takes two steps, it needs a fresh sign-in
/// (`step_up_required` otherwise).
#[utoipa::path(
    post,
    path = "/me/email-change",
    operation_id = "orderEmailChange",
    tag = "Profile",
    request_body = OrderEmailChange,
    responses((status = 202, description = "Accepted: look into both mailboxes."))
)]
pub(super) async fn order_email_change(
    State(app): State<App>,
    Caller(actor): Caller,
    ClientNetwork(network): ClientNetwork,
    Json { value, .. }: Json<OrderEmailChange>,
) -> Result<StatusCode, Problem> {
    let mut fields = Fields::default();
    let email = fields.take("email", EmailAddress::parse(&value.email));
    let email = fields.require(email)?;
    let cx = app.ctx(actor);
    let verified = app.verify_own_password(&cx, value.password, "password", network).await?;
    app.count(&cx, &Attempt::new(Act::EmailChange, &email.key(), network)).await?;
    let mut tx = app.store().begin().await?;
    identity::order_email_change(&mut *tx, &cx, email, &verified).await?;
    tx.commit().await?;
    Ok(StatusCode::ACCEPTED)
}

/// What one of the two addresses says to the change.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "token": "AZqv1x7wcAAAAAAAAAAAAAAbJ6Yc0k3m5p8r2t4v7x9z1B3D5F7H9K1M3P5R7T9V" }))]
pub(super) struct DecideEmailChange {
    /// What stands behind `#token=` in the link.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    token: String,
    /// Refuse the change instead of confirming it.
    #[serde(default)]
    refuse: bool,
}

/// How far a change of address has come.
#[derive(Serialize, ToSchema)]
pub(super) struct EmailChange {
    /// `waiting` (for the other address), `changed` or `refused`.
    #[schema(value_type = String, example = "waiting")]
    state: &'static str,
}

/// Confirm or refuse a change of e-mail address
///
/// Takes the token from one of the two links; each works once and for 24 hours. The address is changed
/// when both have confirmed it, and nothing is when one refuses.
#[utoipa::path(
    post,
    path = "/me/email-change/confirm",
    operation_id = "decideEmailChange",
    tag = "Profile",
    request_body = DecideEmailChange,
    responses(
        (status = 200, description = "Noted.", body = EmailChange),
        (status = 409, description = "Somebody else has confirmed the address meanwhile.", body = crate::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 410, description = "The token has been used, has expired, or is none of ours.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn decide_email_change(
    State(app): State<App>,
    ClientNetwork(network): ClientNetwork,
    Json { value, .. }: Json<DecideEmailChange>,
) -> Result<Answer<EmailChange>, Problem> {
    let cx = app.ctx(Actor::Anonymous);
    app.count(&cx, &Attempt::new(Act::Link, &value.token, network)).await?;
    let mut tx = app.store().begin().await?;
    let state = identity::decide_email_change(&mut *tx, &cx, app.keys(), &value.token, !value.refuse).await?;
    tx.commit().await?;
    Ok(Answer::ok(EmailChange { state: state.name() }))
}
