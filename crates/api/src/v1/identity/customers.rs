use axum::extract::{OriginalUri, State};
use domain::{
    id::AccountId,
    identity::{self, Account, AccountFilter},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Contact, accounts};
use crate::{
    App,
    auth::Caller,
    extract::{IfNoneMatch, Path, Query},
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::{Answer, CountedPageQuery, PageAnswer, page},
};

/// A customer.
#[derive(Serialize, ToSchema)]
pub(super) struct Customer {
    /// Stable id.
    id: Uuid,
    /// What people say aloud.
    number: i64,
    /// `unverified`, `active` or `disabled`.
    #[schema(value_type = String, example = "active")]
    state: &'static str,
    /// How the person wants to be called.
    name: String,
    /// How to reach the person.
    contact: Contact,
    /// Language of mails (BCP 47).
    #[schema(value_type = String, example = "en")]
    language: &'static str,
    /// Counts changes; equals the ETag.
    version: i64,
    /// When the account was made.
    created_at: Timestamp,
    /// Last change.
    updated_at: Timestamp,
}

impl From<&Account> for Customer {
    fn from(account: &Account) -> Self {
        Self {
            id: account.id.as_uuid(),
            number: account.number,
            state: account.state.name(),
            name: account.name.as_str().to_owned(),
            contact: Contact::from(account),
            language: account.language.tag(),
            version: account.version,
            created_at: account.created_at.into(),
            updated_at: account.updated_at.into(),
        }
    }
}

page! {
    /// One page of customers, by number.
    counted CustomerPage of Customer
}

/// List customers
///
/// By number, oldest first.
#[utoipa::path(
    get,
    path = "/customers",
    operation_id = "listCustomers",
    tag = "Customers",
    params(CountedPageQuery),
    responses((status = 200, description = "One page.", body = CustomerPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_customers(
    State(app): State<App>,
    Caller(actor): Caller,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<CountedPageQuery>,
) -> Result<PageAnswer<CustomerPage>, Problem> {
    let filter = AccountFilter { staff: false, ..Default::default() };
    let accounts = accounts::list(&app, &app.ctx(actor), &uri, filter, &query).await?;
    let items = accounts.items.iter().map(Customer::from).collect();
    Ok(PageAnswer {
        body: CustomerPage::new(items, accounts.next_cursor, accounts.count),
        link: accounts.link,
    })
}

/// Read a customer
///
/// The contact record, for staff who answer tickets.
#[utoipa::path(
    get,
    path = "/customers/{customer_id}",
    operation_id = "getCustomer",
    tag = "Customers",
    params(("customer_id" = Uuid, Path, description = "The customer's id."), IfNoneMatch),
    responses(
        (status = 200, description = "The customer.", body = Customer,
            headers(("ETag" = String, description = "The version."))),
        (status = 304, description = "The caller has this version already.",
            headers(("ETag" = String, description = "The version.")))
    )
)]
pub(super) async fn get_customer(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    known: IfNoneMatch,
) -> Result<Answer<Customer>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().glance().await?;
    let account = identity::find_account(&mut *tx, &cx, AccountId::from_uuid(id), false).await?;
    Ok(Answer::unless_known(&known, account.version, Customer::from(&account)))
}
