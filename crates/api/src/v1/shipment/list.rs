use axum::extract::State;
use domain::{
    error::Fields,
    id::{RepairId, ShipmentId},
    repair::{self, Viewer},
    shipment,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{input::NewShipmentInput, shape::RepairShipment};
use crate::{
    App,
    auth::Caller,
    extract::{IdempotencyKey, Json, Path},
    idempotency::Repeatable,
    problem::Problem,
    v1::answer::Answer,
};

/// The parcels of a repair.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairShipmentList {
    /// The parcels, oldest first.
    items: Vec<RepairShipment>,
}

/// List a repair's parcels
///
/// To the desk and back, oldest first.
#[utoipa::path(
    get,
    path = "/repairs/{repair_id}/shipments",
    operation_id = "listRepairShipments",
    tag = "Shipments",
    params(("repair_id" = Uuid, Path, description = "The repair's id.")),
    responses((status = 200, description = "The parcels.", body = RepairShipmentList))
)]
pub(super) async fn list_repair_shipments(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<RepairShipmentList>, Problem> {
    let viewer = Viewer::of(&actor)?;
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let case = repair::find(&mut *tx, &cx, RepairId::from_uuid(id)).await?;
    let shipments = tx.shipments().of(case.id).await?;
    let items = shipments.into_iter().map(|parcel| RepairShipment::show(&app, viewer, parcel)).collect();
    Ok(Answer::ok(RepairShipmentList { items }))
}

/// Put down a parcel
///
/// Before it leaves: for its label, or to say what will come. The transition to `inbound` or `outbound` takes
/// the parcel that waits, and makes one itself if none does. One waits each way at a time.
#[utoipa::path(
    post,
    path = "/repairs/{repair_id}/shipments",
    operation_id = "createRepairShipment",
    tag = "Shipments",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), IdempotencyKey),
    request_body = NewShipmentInput,
    responses(
        (status = 201, description = "The parcel waits to leave.", body = RepairShipment,
            headers(
                ("Location" = String, description = "The parcel."),
                ("ETag" = String, description = "The version."),
                ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key put it down.")
            ),
            links(
                ("getShipment" = (operation_id = "getShipment", parameters(("shipment_id" = "$response.body#/id")))),
                ("updateShipment" = (operation_id = "updateShipment", parameters(("shipment_id" = "$response.body#/id"))))
            )),
        (status = 409, description = "No parcel goes this way from where the repair is, or another one waits.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn create_repair_shipment(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    key: IdempotencyKey,
    Json { value, body }: Json<NewShipmentInput>,
) -> Result<Answer<RepairShipment>, Problem> {
    let viewer = Viewer::of(&actor)?;
    let cx = app.ctx(actor);
    let mut fields = Fields::default();
    let told = value.parcel.map(|parcel| parcel.parse(&mut fields, "parcel/")).unwrap_or_default();
    fields.check()?;
    let (new, path) = (ShipmentId::new(&cx), id.to_string());
    let request =
        Repeatable { operation: "createRepairShipment", path: &path, body: &body, makes: new.as_uuid() };
    let (repair, direction) = (RepairId::from_uuid(id), value.direction.into());
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let parcel = match earlier {
        Some(id) => shipment::find(&mut *tx, &cx, ShipmentId::from_uuid(id)).await?.1,
        None => shipment::add(&mut *tx, &cx, repair, new, direction, told).await?,
    };
    tx.commit().await?;
    let shown = RepairShipment::show(&app, viewer, parcel);
    let (location, version) =
        (format!("/api/v1/shipments/{}", earlier.unwrap_or(new.as_uuid())), shown.version());
    Ok(Answer::created(shown, location).version(version).replayed(earlier.is_some()))
}
