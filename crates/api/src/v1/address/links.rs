use axum::{extract::State, http::StatusCode};
use domain::{
    address,
    error::{Error, FieldError, Rule},
    id::RepairId,
    identity::Actor,
    throttle::{Act, Attempt},
    vault::CapturedVia,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{body::AddressInput, resource::terms, shape::AddressOnFile};
use crate::{
    App,
    auth::Caller,
    extract::{AddressLinkToken, ClientNetwork, Json, Path},
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::Answer,
};

/// Ask the customer for the address
///
/// By a letter with a link that works once and for 14 days. It takes the place of an earlier one.
#[utoipa::path(
    post,
    path = "/repairs/{repair_id}/address/requests",
    operation_id = "requestAddress",
    tag = "Addresses",
    params(("repair_id" = Uuid, Path, description = "The repair's id.")),
    responses(
        (status = 202, description = "The letter is on its way."),
        (status = 409, description = "The repair has no place for an address now.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn request_address(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    address::request(&mut *tx, &cx, RepairId::from_uuid(id)).await?;
    tx.commit().await?;
    Ok(StatusCode::ACCEPTED)
}

/// What a link asks for.
#[derive(Serialize, ToSchema)]
pub(super) struct AddressLink {
    /// The number of the repair.
    #[schema(example = "R26-7QK4M-X")]
    rma_number: String,
    /// Until when the link works.
    expires_at: Timestamp,
}

/// Read what a link asks for
///
/// Never an address. A link that was used, has expired or was replaced is gone (410).
#[utoipa::path(
    get,
    path = "/address-links/current",
    operation_id = "getAddressLink",
    tag = "Addresses",
    params(AddressLinkToken),
    responses(
        (status = 200, description = "What it asks for.", body = AddressLink),
        (status = 410, description = "The link works no longer.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn get_address_link(
    State(app): State<App>,
    AddressLinkToken(token): AddressLinkToken,
) -> Result<Answer<AddressLink>, Problem> {
    let cx = app.ctx(Actor::Anonymous);
    let mut tx = app.store().read().await?;
    let (code, case) = address::behind_link(&mut *tx, &cx, app.keys(), &token).await?;
    let rma_number = case.rma_number.as_str().to_owned();
    Ok(Answer::ok(AddressLink { rma_number, expires_at: code.expires_at.into() }))
}

/// Give the address through a link
///
/// As with `putAddress`. The link works once; what is refused does not use it up.
#[utoipa::path(
    put,
    path = "/address-links/current",
    operation_id = "putAddressThroughLink",
    tag = "Addresses",
    params(AddressLinkToken),
    request_body = AddressInput,
    responses(
        (status = 200, description = "It is kept, sealed.", body = AddressOnFile),
        (status = 410, description = "The link works no longer.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn put_address_through_link(
    State(app): State<App>,
    AddressLinkToken(token): AddressLinkToken,
    Json { value, .. }: Json<AddressInput>,
) -> Result<Answer<AddressOnFile>, Problem> {
    let cx = app.ctx(Actor::Anonymous);
    let (store, keys) = (app.store(), app.vault().keys.as_ref());
    if value.is_by_phone() {
        let rule = Rule::new("not_expected", "is for staff only");
        return Err(Error::invalid(FieldError::at("captured_via", rule)).into());
    }
    if value.reason()?.is_some() {
        let rule = Rule::new("not_expected", "is for staff only");
        return Err(Error::invalid(FieldError::at("reason", rule)).into());
    }
    let address = value.parse()?;
    let mut tx = store.read().await?;
    let repair = address::check_link(&mut *tx, &cx, app.keys(), &token).await?;
    drop(tx);
    let given = address::seal(store, keys, &cx, repair, address, CapturedVia::Link, terms(&app)).await?;
    let mut tx = store.begin().await?;
    let record = address::give_through_link(&mut *tx, &cx, app.keys(), &token, given).await?;
    tx.commit().await?;
    Ok(Answer::ok(AddressOnFile::from(&record)))
}

/// A link that works no longer.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "token": "AZqv1x7wcAAAAAAAAAAAAAAbJ6Yc0k3m5p8r2t4v7x9z1B3D5F7H9K1M3P5R7T9V" }))]
pub(super) struct DeadLink {
    /// What stands behind `#token=` in the link.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    token: String,
}

/// Ask for a new link
///
/// Sent to the customer's own mail address if the repair still has a place for an address. The answer does not
/// tell.
#[utoipa::path(
    post,
    path = "/address-links/renewals",
    operation_id = "renewAddressLink",
    tag = "Addresses",
    request_body = DeadLink,
    responses((status = 202, description = "Accepted: look into your mail."))
)]
pub(super) async fn renew_address_link(
    State(app): State<App>,
    ClientNetwork(network): ClientNetwork,
    Json { value, .. }: Json<DeadLink>,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(Actor::Anonymous);
    app.count(&cx, &Attempt::new(Act::Link, &value.token, network)).await?;
    let mut tx = app.store().begin().await?;
    address::renew(&mut *tx, &cx, app.keys(), &value.token).await?;
    tx.commit().await?;
    Ok(StatusCode::ACCEPTED)
}
