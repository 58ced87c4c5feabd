use axum::{extract::State, http::StatusCode};
use domain::{
    Ctx,
    contact::{EmailAddress, PersonName},
    error::Fields,
    id::AccountId,
    identity::{self, CustomerInvitation, Language},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{contact::parse_voluntary, customers::Customer, me::MePatch};
use crate::{
    App,
    auth::Caller,
    extract::{IdempotencyKey, IfMatch, Json, Path},
    idempotency::Repeatable,
    patch::non_null,
    problem::Problem,
    v1::answer::Answer,
};

/// A customer to be invited. Name and e-mail address are required, the rest is voluntary.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Ann Example", "email": "ann@example.org", "language": "de" }))]
pub(super) struct InviteCustomer {
    /// How to address the person.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Where letters go, and what signs in later.
    #[validate(length(min = 3, max = 254))]
    #[schema(format = Email, min_length = 3, max_length = 254)]
    email: String,
    /// Telephone number, international or as dialled in `country`.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 40))]
    #[schema(nullable = false, min_length = 1, max_length = 40)]
    phone: Option<String>,
    /// Postcode.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 20))]
    #[schema(nullable = false, min_length = 1, max_length = 20)]
    postcode: Option<String>,
    /// City.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 100))]
    #[schema(nullable = false, min_length = 1, max_length = 100)]
    city: Option<String>,
    /// Country by ISO 3166-1 alpha-2.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(equal = 2))]
    #[schema(nullable = false, min_length = 2, max_length = 2)]
    country: Option<String>,
    /// Language of letters: `en` or `de`; `en` if absent.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 2, max = 2))]
    #[schema(nullable = false, min_length = 2, max_length = 2)]
    language: Option<String>,
}

impl InviteCustomer {
    fn parse(self, cx: &Ctx) -> Result<CustomerInvitation, Problem> {
        let mut fields = Fields::default();
        let name = fields.take("name", PersonName::parse(&self.name));
        let email = fields.take("email", EmailAddress::parse(&self.email));
        let [phone, postcode, city, country] =
            [&self.phone, &self.postcode, &self.city, &self.country].map(|field| field.as_deref());
        let contact = parse_voluntary(&mut fields, phone, postcode, city, country);
        let language = fields.take_optional("language", self.language.as_deref().map(Language::parse));
        fields.check()?;
        Ok(CustomerInvitation {
            id: AccountId::new(cx),
            name: fields.require(name)?,
            email: fields.require(email)?,
            contact,
            language: language.unwrap_or_default(),
        })
    }
}

/// Invite a customer
///
/// Makes an account, so that tickets can be opened in the customer's name, and sends a letter with a
/// link to choose a password. The account is `unverified` until then, and removed after 7 days if it
/// has no tickets.
#[utoipa::path(
    post,
    path = "/customers",
    operation_id = "inviteCustomer",
    tag = "Customers",
    params(IdempotencyKey),
    request_body = InviteCustomer,
    responses(
        (status = 201, description = "Invited.", body = Customer,
            headers(
                ("Location" = String, description = "The customer."),
                ("ETag" = String, description = "The version."),
                ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key did it.")
            ),
            links(
                ("getCustomer" = (operation_id = "getCustomer", parameters(("customer_id" = "$response.body#/id")))),
                ("updateCustomer" = (operation_id = "updateCustomer", parameters(("customer_id" = "$response.body#/id"))))
            )),
        (status = 404, description = "The customer that an earlier request with this key invited is gone.", body = crate::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The address is in use, or a request with the same key is still running.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn invite_customer(
    State(app): State<App>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    Json { value, body }: Json<InviteCustomer>,
) -> Result<Answer<Customer>, Problem> {
    let cx = app.ctx(actor);
    let new = value.parse(&cx)?;
    let request = Repeatable { operation: "inviteCustomer", path: "", body: &body, makes: new.id.as_uuid() };
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let account = match earlier {
        Some(id) => identity::find_account(&mut *tx, &cx, AccountId::from_uuid(id), false).await?,
        None => identity::invite_customer(&mut *tx, &cx, new).await?,
    };
    tx.commit().await?;
    let location = format!("/api/v1/customers/{}", account.id);
    let answer = Answer::created(Customer::from(&account), location).version(account.version);
    Ok(answer.replayed(earlier.is_some()))
}

/// Invite a customer again
///
/// Sends another letter with a link to choose a password, to someone who has not come yet. Earlier links
/// go on working until they end. Needs `customer.read` as well.
#[utoipa::path(
    post,
    path = "/customers/{customer_id}/invitations",
    operation_id = "inviteCustomerAgain",
    tag = "Customers",
    params(("customer_id" = Uuid, Path, description = "The customer's id.")),
    responses(
        (status = 202, description = "The letter is on its way."),
        (status = 409, description = "The customer has come already.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn invite_customer_again(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    identity::invite_customer_again(&mut *tx, &cx, AccountId::from_uuid(id)).await?;
    tx.commit().await?;
    Ok(StatusCode::ACCEPTED)
}

/// Correct a customer's contact data
///
/// A merge patch (RFC 7396), on record in the audit log. The e-mail address cannot be changed here:
/// it signs the customer in, and only they can confirm another. Needs `customer.read` as well: the answer is
/// the customer.
#[utoipa::path(
    patch,
    path = "/customers/{customer_id}",
    operation_id = "updateCustomer",
    tag = "Customers",
    params(("customer_id" = Uuid, Path, description = "The customer's id."), IfMatch),
    request_body(content = MePatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The customer, changed.", body = Customer,
        headers(("ETag" = String, description = "The new version."))))
)]
pub(super) async fn update_customer(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json { value, .. }: Json<MePatch>,
) -> Result<Answer<Customer>, Problem> {
    let (cx, id) = (app.ctx(actor), AccountId::from_uuid(id));
    let mut tx = app.store().begin().await?;
    let stored = identity::find_account(&mut *tx, &cx, id, false).await?;
    let change = value.parse(stored.contact.country.as_ref())?;
    let account = identity::correct_customer(&mut *tx, &cx, id, if_match.expected(), change).await?;
    tx.commit().await?;
    Ok(Answer::ok(Customer::from(&account)).version(account.version))
}
