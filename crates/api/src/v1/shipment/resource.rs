use axum::{extract::State, http::StatusCode};
use domain::{id::ShipmentId, repair::Viewer, shipment};
use uuid::Uuid;

use super::{input::ShipmentPatch, shape::RepairShipment};
use crate::{
    App,
    auth::Caller,
    extract::{IfMatch, Json, Path},
    problem::Problem,
    v1::answer::Answer,
};

/// Read a parcel
///
/// Whoever sees the repair sees its parcels.
#[utoipa::path(
    get,
    path = "/shipments/{shipment_id}",
    operation_id = "getShipment",
    tag = "Shipments",
    params(("shipment_id" = Uuid, Path, description = "The parcel's id.")),
    responses((status = 200, description = "The parcel.", body = RepairShipment,
        headers(("ETag" = String, description = "The version."))))
)]
pub(super) async fn get_shipment(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<RepairShipment>, Problem> {
    let viewer = Viewer::of(&actor)?;
    let cx = app.ctx(actor);
    let mut tx = app.store().glance().await?;
    let (_, parcel) = shipment::find(&mut *tx, &cx, ShipmentId::from_uuid(id)).await?;
    let shown = RepairShipment::show(&app, viewer, parcel);
    let version = shown.version();
    Ok(Answer::ok(shown).version(version))
}

/// Change what is told of a parcel
///
/// A merge patch (RFC 7396). Carrier and number may become known after it has left.
#[utoipa::path(
    patch,
    path = "/shipments/{shipment_id}",
    operation_id = "updateShipment",
    tag = "Shipments",
    params(("shipment_id" = Uuid, Path, description = "The parcel's id."), IfMatch),
    request_body(content = ShipmentPatch, content_type = "application/merge-patch+json"),
    responses(
        (status = 200, description = "The parcel, changed.", body = RepairShipment,
            headers(("ETag" = String, description = "The new version."))),
        (status = 409, description = "It was called off, or its repair is over.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn update_shipment(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json { value, .. }: Json<ShipmentPatch>,
) -> Result<Answer<RepairShipment>, Problem> {
    let viewer = Viewer::of(&actor)?;
    let cx = app.ctx(actor);
    let change = value.parse()?;
    let id = ShipmentId::from_uuid(id);
    let mut tx = app.store().begin().await?;
    let changed = shipment::change(&mut *tx, &cx, id, if_match.expected(), change).await?;
    tx.commit().await?;
    let shown = RepairShipment::show(&app, viewer, changed);
    let version = shown.version();
    Ok(Answer::ok(shown).version(version))
}

/// Call a parcel off
///
/// One that has not left. It stays in the list, with when it was called off; harmless if it was before.
#[utoipa::path(
    delete,
    path = "/shipments/{shipment_id}",
    operation_id = "cancelShipment",
    tag = "Shipments",
    params(("shipment_id" = Uuid, Path, description = "The parcel's id."), IfMatch),
    responses(
        (status = 204, description = "It is called off."),
        (status = 409, description = "It has left.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn cancel_shipment(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    let parcel = shipment::call_off(&mut *tx, &cx, ShipmentId::from_uuid(id), if_match.expected()).await?;
    tx.commit().await?;
    app.carriers().call_off(&parcel).await?;
    Ok(StatusCode::NO_CONTENT)
}
