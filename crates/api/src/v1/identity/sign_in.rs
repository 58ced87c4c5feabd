//! What signing in to a token and to a cookie have in common.

use domain::{
    Ctx, Error, access,
    contact::EmailAddress,
    error::Unauthenticated,
    identity::{self, Session, SessionKind},
    throttle::{self, Act, Attempt, Network},
};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::{App, patch::non_null, problem::Problem};

/// Credentials.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "email": "ann@example.org", "password": "correct horse battery" }))]
pub(super) struct SignIn {
    /// The account's address.
    #[validate(length(min = 1, max = 254))]
    #[schema(format = Email, min_length = 1, max_length = 254)]
    email: String,
    /// The account's password.
    #[validate(length(min = 1, max = 256))]
    #[schema(format = Password, min_length = 1, max_length = 256)]
    password: String,
    /// Stay signed in for up to 90 days instead of 7, on a device of one's own.
    #[serde(default)]
    remember_me: bool,
    /// Where signing in takes two steps: what the authenticator app shows, or a recovery code.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 6, max = 20))]
    #[schema(nullable = false, min_length = 6, max_length = 20)]
    code: Option<String>,
}

/// Checks the credentials and starts a session.
pub(super) async fn sign_in(
    app: &App,
    cx: &Ctx,
    credentials: SignIn,
    kind: SessionKind,
    network: Option<Network>,
) -> Result<Session, Problem> {
    let wrong = || Error::Unauthenticated(Unauthenticated::WrongCredentials);
    let SignIn { email, password, remember_me, code } = credentials;
    // What cannot be an address is counted like any other that nobody has.
    let subject = EmailAddress::parse(&email).map_or_else(|_| String::new(), |address| address.key());
    let attempt = Attempt::new(Act::SignIn, &subject, network);
    app.count(cx, &attempt).await?;
    let mut tx = app.store().glance().await?;
    let account = identity::find_for_sign_in(&mut *tx, &email).await?;
    drop(tx);
    let hash = account.as_ref().map(|account| account.password.clone());
    if !app.passwords().verify(password, hash).await? {
        return Err(wrong().into());
    }
    let account = account.ok_or_else(wrong)?;
    let id = account.id.to_string();
    let second = code.as_ref().map(|_| Attempt::new(Act::SecondFactor, &id, network));
    if let Some(guess) = &second {
        app.count(cx, guess).await?;
    }
    let mut tx = app.store().begin().await?;
    let session =
        identity::start_session(&mut *tx, cx, &account, &account.password, kind, remember_me).await?;
    // Last, so that it is asked of nobody who could not sign in anyway.
    access::check_second_factor(&mut *tx, cx, app.keys(), account.id, code.as_deref()).await?;
    for good in second.iter().chain([&attempt]) {
        throttle::forgive(&mut *tx, cx, app.keys(), good).await?;
    }
    tx.commit().await?;
    Ok(session)
}
