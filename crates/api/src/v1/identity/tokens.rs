use axum::{extract::State, http::StatusCode};
use domain::{
    Ctx, Error,
    error::Unauthenticated,
    identity::{self, Actor, RefreshOutcome, Session, SessionKind},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::sign_in::{SignIn, sign_in};
use crate::{
    App,
    auth::{Caller, Forget},
    extract::{ClientNetwork, Json},
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::Answer,
};

/// A refresh token.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "refresh_token": "AZqv1x7wcAAAAAAAAAAAAAAAAAB9Z0c2m5p8r2t4v7x9z1B3D5F7H9K1M3P5R7T9V" }))]
pub(super) struct Refresh {
    /// The newest one of the session.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    refresh_token: String,
}

/// A signed-in session's tokens.
#[derive(Serialize, ToSchema)]
pub(super) struct Tokens {
    /// Send it as `Authorization: Bearer …`.
    access_token: String,
    /// Always `Bearer`.
    #[schema(value_type = String, example = "Bearer")]
    token_type: &'static str,
    /// Seconds that the access token works.
    #[schema(example = 600)]
    expires_in: i64,
    /// Exchange it for new tokens; each works once.
    refresh_token: String,
    /// When the refresh token stops working.
    refresh_expires_at: Timestamp,
}

impl Tokens {
    fn issue(app: &App, cx: &Ctx, session: &Session) -> Result<Self, Problem> {
        Ok(Self {
            access_token: app.tokens().issue(cx, session)?,
            token_type: "Bearer",
            expires_in: 600,
            refresh_token: session.refresh_token(app.keys()),
            refresh_expires_at: session.refresh_expires_at().into(),
        })
    }
}

/// Sign in
///
/// Whether the address or the password is wrong is not told, and takes the same time.
#[utoipa::path(
    post,
    path = "/auth/token",
    operation_id = "createToken",
    tag = "Authentication",
    request_body = SignIn,
    responses(
        (status = 200, description = "Signed in.", body = Tokens),
        (status = 401, description = "Nobody can sign in with these credentials; or a code is needed, too, or is wrong.", body = crate::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "The password is right, but the address has not been confirmed.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn create_token(
    State(app): State<App>,
    ClientNetwork(network): ClientNetwork,
    Json { value, .. }: Json<SignIn>,
) -> Result<Answer<Tokens>, Problem> {
    let cx = app.ctx(Actor::Anonymous);
    let session = sign_in(&app, &cx, value, SessionKind::Api, network).await?;
    Ok(Answer::ok(Tokens::issue(&app, &cx, &session)?))
}

/// Exchange a refresh token
///
/// Answers with new tokens. The old refresh token gives the same answer for 10 seconds more; used
/// later, it ends the session, because someone else may hold it.
#[utoipa::path(
    post,
    path = "/auth/token/refresh",
    operation_id = "refreshToken",
    tag = "Authentication",
    request_body = Refresh,
    responses(
        (status = 200, description = "New tokens.", body = Tokens),
        (status = 401, description = "The session has ended, or the token is none of ours.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn refresh_token(
    State(app): State<App>,
    Json { value, .. }: Json<Refresh>,
) -> Result<Answer<Tokens>, Problem> {
    let cx = app.ctx(Actor::Anonymous);
    let mut tx = app.store().begin().await?;
    let outcome = identity::refresh_session(&mut *tx, &cx, app.keys(), &value.refresh_token).await?;
    match outcome {
        RefreshOutcome::Refreshed(session) => {
            tx.commit().await?;
            Ok(Answer::ok(Tokens::issue(&app, &cx, &session)?))
        }
        RefreshOutcome::Reused(session) => {
            app.commit_and_forget(tx, Forget::Sessions(vec![session])).await?;
            tracing::warn!(%session, "a refresh token was used twice: its session has been ended");
            Err(Error::Unauthenticated(Unauthenticated::SessionEnded).into())
        }
    }
}

/// Sign out
///
/// Ends the session behind the access token. It stops working at once here, and within 5 seconds
/// on every other server.
#[utoipa::path(
    post,
    path = "/auth/token/revoke",
    operation_id = "revokeToken",
    tag = "Authentication",
    responses((status = 204, description = "Signed out."))
)]
pub(super) async fn revoke_token(
    State(app): State<App>,
    Caller(actor): Caller,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let session = actor.principal()?.session();
    let mut tx = app.store().begin().await?;
    identity::revoke_session(&mut *tx, &cx).await?;
    app.commit_and_forget(tx, Forget::Sessions(session.into_iter().collect())).await?;
    Ok(StatusCode::NO_CONTENT)
}
