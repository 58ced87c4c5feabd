use axum::extract::State;
use domain::{
    error::Fields,
    id::RepairId,
    repair::{self, RmaNumber},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::shape::Repair;
use crate::{
    App,
    auth::Caller,
    extract::{IdempotencyKey, Json, Path},
    idempotency::Repeatable,
    problem::Problem,
    v1::answer::Answer,
};

/// A parcel that came too late.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "rma_number": "R26-7QK4M-C" }))]
pub(super) struct RepairArrivalInput {
    /// The number on the parcel, scanned.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    rma_number: String,
}

/// Take in a parcel whose repair is over without it
///
/// A repair that goes on from it begins in `received`, with what the customer had said.
#[utoipa::path(
    post,
    path = "/repairs/{repair_id}/arrivals",
    operation_id = "createRepairArrival",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The id of a repair that has expired, or was closed before its device came."), IdempotencyKey),
    request_body = RepairArrivalInput,
    responses(
        (status = 201, description = "The repair that goes on from it.", body = Repair,
            headers(
                ("Location" = String, description = "The new repair."),
                ("ETag" = String, description = "The version."),
                ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key took the parcel in.")
            ),
            links(("getRepair" = (operation_id = "getRepair", parameters(("repair_id" = "$response.body#/id")))))),
        (status = 409, description = "The repair is not over, or its device was here; or it is in another open repair.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn create_repair_arrival(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    key: IdempotencyKey,
    Json { value, body }: Json<RepairArrivalInput>,
) -> Result<Answer<Repair>, Problem> {
    let cx = app.ctx(actor);
    let mut fields = Fields::default();
    let scanned = fields.take("rma_number", RmaNumber::parse(&value.rma_number));
    let (scanned, new, path) = (fields.require(scanned)?, RepairId::new(&cx), id.to_string());
    let request =
        Repeatable { operation: "createRepairArrival", path: &path, body: &body, makes: new.as_uuid() };
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let case = match earlier {
        Some(id) => repair::find(&mut *tx, &cx, RepairId::from_uuid(id)).await?,
        None => repair::arrive(&mut *tx, &cx, RepairId::from_uuid(id), new, &scanned).await?,
    };
    let shown = Repair::show(&mut *tx, &cx, &case).await?;
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/repairs/{}", case.id), shown.version());
    Ok(Answer::created(shown, location).version(version).replayed(earlier.is_some()))
}
