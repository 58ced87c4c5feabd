use axum::{extract::State, http::StatusCode};
use domain::{
    Error,
    contact::{EmailAddress, PersonName, VoluntaryContact},
    error::{Conflict, Fields},
    identity::{self, Actor, Language, Password, Registration},
    throttle::{Act, Attempt},
};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::contact::parse_voluntary;
use crate::{
    App,
    extract::{AcceptLanguage, ClientNetwork, Json},
    patch::non_null,
    problem::Problem,
};

/// What a customer gives to register. Name, e-mail address and password are required; the other
/// four are voluntary and can be changed or cleared at any time.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Ann Example", "email": "ann@example.org", "password": "correct horse battery", "country": "DE"
}))]
pub(super) struct Register {
    /// How to address the person.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Has to be confirmed before the account can be used.
    #[validate(length(min = 3, max = 254))]
    #[schema(format = Email, min_length = 3, max_length = 254)]
    email: String,
    /// 10 to 256 characters, of any kind.
    #[validate(length(min = 10, max = 256))]
    #[schema(format = Password, min_length = 10, max_length = 256)]
    password: String,
    /// Voluntary: telephone number, international or as dialled in `country`.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 40))]
    #[schema(nullable = false, min_length = 1, max_length = 40)]
    phone: Option<String>,
    /// Voluntary: postcode.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 20))]
    #[schema(nullable = false, min_length = 1, max_length = 20)]
    postcode: Option<String>,
    /// Voluntary: city.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 100))]
    #[schema(nullable = false, min_length = 1, max_length = 100)]
    city: Option<String>,
    /// Voluntary: country by ISO 3166-1 alpha-2.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(equal = 2))]
    #[schema(nullable = false, min_length = 2, max_length = 2)]
    country: Option<String>,
}

struct Parsed {
    name: PersonName,
    email: EmailAddress,
    password: Password,
    contact: VoluntaryContact,
}

impl Register {
    fn parse(self) -> Result<Parsed, Problem> {
        let mut fields = Fields::default();
        let name = fields.take("name", PersonName::parse(&self.name));
        let email = fields.take("email", EmailAddress::parse(&self.email));
        let password = fields.take("password", Password::parse(&self.password));
        let [phone, postcode, city, country] =
            [&self.phone, &self.postcode, &self.city, &self.country].map(|field| field.as_deref());
        let contact = parse_voluntary(&mut fields, phone, postcode, city, country);
        fields.check()?;
        Ok(Parsed {
            name: fields.require(name)?,
            email: fields.require(email)?,
            password: fields.require(password)?,
            contact,
        })
    }
}

/// Register a customer
///
/// Sends a mail with a link that confirms the address. The answer, and the work done for it, are
/// the same whether or not the address is known already; the owner of a known one is told by mail.
#[utoipa::path(
    post,
    path = "/auth/register",
    operation_id = "register",
    tag = "Authentication",
    request_body = Register,
    responses((status = 202, description = "Accepted: look into your mail."))
)]
pub(super) async fn register(
    State(app): State<App>,
    AcceptLanguage(language): AcceptLanguage,
    ClientNetwork(network): ClientNetwork,
    Json { value, .. }: Json<Register>,
) -> Result<StatusCode, Problem> {
    let parsed = value.parse()?;
    let cx = app.ctx(Actor::Anonymous);
    app.count(&cx, &Attempt::new(Act::Register, &parsed.email.key(), network)).await?;
    let password = app.passwords().hash(&parsed.password).await?;
    let registration = new_registration(parsed, password, language);
    match store(&app, registration.clone()).await {
        // Someone registered it at the same moment: now it is a known one, answered like any other.
        Err(Error::Conflict(Conflict::EmailTaken)) => store(&app, registration).await?,
        stored => stored?,
    }
    Ok(StatusCode::ACCEPTED)
}

async fn store(app: &App, registration: Registration) -> domain::Result<()> {
    let cx = app.ctx(Actor::Anonymous);
    let mut tx = app.store().begin().await?;
    identity::register(&mut *tx, &cx, registration).await?;
    tx.commit().await
}

fn new_registration(parsed: Parsed, password: identity::PasswordHash, language: Language) -> Registration {
    let Parsed { name, email, password: _, contact } = parsed;
    Registration { name, email, password, contact, language }
}

/// What confirms an address: the link that was sent to it, and the password of the registration.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "token": "AZqv1x7wcAAAAAAAAAAAAAAbJ6Yc0k3m5p8r2t4v7x9z1B3D5F7H9K1M3P5R7T9V", "password": "correct horse battery"
}))]
pub(super) struct VerifyEmail {
    /// What stands behind `#token=` in the link.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    token: String,
    /// The password that was chosen at registration.
    #[validate(length(min = 1, max = 256))]
    #[schema(format = Password, min_length = 1, max_length = 256)]
    password: String,
}

/// Confirm an e-mail address
///
/// Takes the token from the link in the mail, which works once and for 24 hours, and the password of
/// the registration: somebody else may have registered the address, and who reads its mail must not
/// open an account to them. Who does not know the password registers anew.
#[utoipa::path(
    post,
    path = "/auth/verify-email",
    operation_id = "verifyEmail",
    tag = "Authentication",
    request_body = VerifyEmail,
    responses(
        (status = 204, description = "Confirmed: the account can be used."),
        (status = 410, description = "The token has been used, has expired, or is none of ours.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn verify_email(
    State(app): State<App>,
    ClientNetwork(network): ClientNetwork,
    Json { value, .. }: Json<VerifyEmail>,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(Actor::Anonymous);
    app.count(&cx, &Attempt::new(Act::Link, &value.token, network)).await?;
    let mut tx = app.store().read().await?;
    let account = identity::find_for_confirmation(&mut *tx, &cx, app.keys(), &value.token).await?;
    drop(tx);
    if !app.passwords().verify(value.password, Some(account.password.clone())).await? {
        return Err(identity::wrong_password("password").into());
    }
    let mut tx = app.store().begin().await?;
    identity::verify_email(&mut *tx, &cx, app.keys(), &value.token, &account.password).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where to send a new link.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "email": "ann@example.org" }))]
pub(super) struct ResendVerification {
    /// The address given at registration.
    #[validate(length(min = 3, max = 254))]
    #[schema(format = Email, min_length = 3, max_length = 254)]
    email: String,
}

/// Send the confirmation link again
///
/// The answer, and the work done for it, do not tell whether there is such an account.
#[utoipa::path(
    post,
    path = "/auth/verify-email/resend",
    operation_id = "resendVerification",
    tag = "Authentication",
    request_body = ResendVerification,
    responses((status = 202, description = "Accepted: look into your mail."))
)]
pub(super) async fn resend_verification(
    State(app): State<App>,
    ClientNetwork(network): ClientNetwork,
    Json { value, .. }: Json<ResendVerification>,
) -> Result<StatusCode, Problem> {
    let mut fields = Fields::default();
    let email = fields.take("email", EmailAddress::parse(&value.email));
    let email = fields.require(email)?;
    let cx = app.ctx(Actor::Anonymous);
    app.count(&cx, &Attempt::new(Act::Resend, &email.key(), network)).await?;
    let mut tx = app.store().begin().await?;
    identity::resend_verification(&mut *tx, &cx, &email).await?;
    tx.commit().await?;
    Ok(StatusCode::ACCEPTED)
}
