use axum::{extract::State, http::StatusCode};
use domain::{
    address::{self, Giver, Terms},
    id::RepairId,
    vault::CapturedVia,
};
use uuid::Uuid;

use super::{
    body::AddressInput,
    shape::{Address, AddressOnFile},
};
use crate::{
    App,
    auth::Caller,
    extract::{AcceptLanguage, IfMatch, Json, Path},
    problem::Problem,
    v1::answer::Answer,
};

/// Read one's own address
///
/// The customer's, and nobody else's; staff reveal it (`revealAddress`). Each reading is on record
/// (`listAddressAccesses`).
#[utoipa::path(
    get,
    path = "/repairs/{repair_id}/address",
    operation_id = "getAddress",
    tag = "Addresses",
    params(("repair_id" = Uuid, Path, description = "The repair's id.")),
    responses((status = 200, description = "The address.", body = Address,
        headers(("ETag" = String, description = "The version."))))
)]
pub(super) async fn get_address(
    State(app): State<App>,
    Caller(actor): Caller,
    AcceptLanguage(language): AcceptLanguage,
    Path(id): Path<Uuid>,
) -> Result<Answer<Address>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    let record = address::record_own(&mut *tx, &cx, RepairId::from_uuid(id)).await?;
    tx.commit().await?;
    let address = address::open(app.store(), app.vault().keys.as_ref(), &cx, &record).await?;
    let record = record.address;
    Ok(Answer::ok(Address::show(&address, &record, language)).version(record.version))
}

/// Give the address
///
/// Where the parcel of the repair is to go. `If-Match: "0"` gives it only if there is none; the one before
/// ends at once. What is wrong is refused (`validation_failed`); what is only unusual is asked about once
/// (`address_unusual`), and taken with `override`. Nothing of it is kept for `Idempotency-Key`.
#[utoipa::path(
    put,
    path = "/repairs/{repair_id}/address",
    operation_id = "putAddress",
    tag = "Addresses",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), IfMatch),
    request_body = AddressInput,
    responses(
        (status = 200, description = "It is kept, sealed.", body = AddressOnFile,
            headers(("ETag" = String, description = "The new version."))),
        (status = 409, description = "The repair has no place for an address now.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn put_address(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json { value, .. }: Json<AddressInput>,
) -> Result<Answer<AddressOnFile>, Problem> {
    let cx = app.ctx(actor);
    let id = RepairId::from_uuid(id);
    let (store, keys) = (app.store(), app.vault().keys.as_ref());
    let reason = value.reason()?;
    let mut tx = store.read().await?;
    let told = (value.is_by_phone(), reason.is_some());
    let giver = address::check_place(&mut *tx, &cx, id, if_match.expected(), told).await?;
    drop(tx);
    let via = match giver {
        Giver::Customer => CapturedVia::Customer,
        Giver::Phone => CapturedVia::Phone,
    };
    let sealed = address::seal(store, keys, &cx, id, value.parse()?, via, terms(&app)).await?;
    let sealed = sealed.because(reason);
    let mut tx = store.begin().await?;
    let record = address::give(&mut *tx, &cx, id, if_match.expected(), sealed).await?;
    tx.commit().await?;
    Ok(Answer::ok(AddressOnFile::from(&record)).version(record.version))
}

/// How long an address is kept and believed here.
pub(super) fn terms(app: &App) -> Terms {
    Terms { ceiling: app.settings().address_ceiling, sure_for: app.settings().address_sure }
}

/// Confirm the address
///
/// Says that it is still right although it was given long ago, or a parcel came back from it: the repair then
/// waits for it no longer. By the customer, or by staff who were told so. Harmless if nobody asked.
#[utoipa::path(
    post,
    path = "/repairs/{repair_id}/address/confirmations",
    operation_id = "confirmAddress",
    tag = "Addresses",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), IfMatch),
    responses(
        (status = 200, description = "It is right.", body = AddressOnFile,
            headers(("ETag" = String, description = "The address's version."))),
        (status = 409, description = "The repair has no place for an address now.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn confirm_address(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer<AddressOnFile>, Problem> {
    let cx = app.ctx(actor);
    let (id, sure_for) = (RepairId::from_uuid(id), app.settings().address_sure);
    let mut tx = app.store().begin().await?;
    let record = address::confirm(&mut *tx, &cx, id, if_match.expected(), sure_for).await?;
    tx.commit().await?;
    Ok(Answer::ok(AddressOnFile::from(&record)).version(record.version))
}

/// Take the address back
///
/// It ends at once, and so do copies of it in the ticket. Harmless if there is none.
#[utoipa::path(
    delete,
    path = "/repairs/{repair_id}/address",
    operation_id = "deleteAddress",
    tag = "Addresses",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), IfMatch),
    responses(
        (status = 204, description = "There is none any more."),
        (status = 409, description = "The law keeps it.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn delete_address(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let id = RepairId::from_uuid(id);
    let mut tx = app.store().read().await?;
    address::check_giver(&mut *tx, &cx, id, if_match.expected()).await?;
    drop(tx);
    let look = address::look_for_copies(app.store(), app.vault().keys.as_ref(), &cx, id).await?;
    let mut tx = app.store().begin().await?;
    address::withdraw(&mut *tx, &cx, id, if_match.expected(), look).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
