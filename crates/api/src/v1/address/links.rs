use axum::{extract::State, http::StatusCode};
use domain::{
    address,
    error::{Error, FieldError, Rule},
    id::RepairId,
    identity::Actor,
    vault::CapturedVia,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{body::AddressInput, shape::AddressOnFile};
use crate::{
    App,
    auth::Caller,
    extract::{Json, Path},
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
    path = "/address-links/{token}",
    operation_id = "getAddressLink",
    tag = "Addresses",
    params(("token" = String, Path, description = "What stands behind `#token=` in the link.", max_length = 200)),
    responses(
        (status = 200, description = "What it asks for.", body = AddressLink),
        (status = 410, description = "The link works no longer.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn get_address_link(
    State(app): State<App>,
    Path(token): Path<String>,
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
    path = "/address-links/{token}",
    operation_id = "putAddressThroughLink",
    tag = "Addresses",
    params(("token" = String, Path, description = "What stands behind `#token=` in the link.", max_length = 200)),
    request_body = AddressInput,
    responses(
        (status = 200, description = "It is kept, sealed.", body = AddressOnFile),
        (status = 410, description = "The link works no longer.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn put_address_through_link(
    State(app): State<App>,
    Path(token): Path<String>,
    Json { value, .. }: Json<AddressInput>,
) -> Result<Answer<AddressOnFile>, Problem> {
    let cx = app.ctx(Actor::Anonymous);
    let (store, keys, ceiling) = (app.store(), app.vault().keys.as_ref(), app.settings().address_ceiling);
    if value.is_by_phone() {
        let rule = Rule::new("not_expected", "is for staff only");
        return Err(Error::invalid(FieldError::at("captured_via", rule)).into());
    }
    let address = value.parse()?;
    let mut tx = store.read().await?;
    let (_, case) = address::behind_link(&mut *tx, &cx, app.keys(), &token).await?;
    drop(tx);
    let given = address::seal(store, keys, &cx, case.id, address, CapturedVia::Link, ceiling).await?;
    let mut tx = store.begin().await?;
    let record = address::give_through_link(&mut *tx, &cx, app.keys(), &token, given).await?;
    tx.commit().await?;
    Ok(Answer::ok(AddressOnFile::from(&record)))
}
