use axum::extract::State;
use domain::{
    error::Fields,
    id::RepairId,
    repair::{self, Carrier, NewShipment, TrackingNumber},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::names::RepairShipmentDirection;
use crate::{
    App, auth::Caller, extract::Path, patch::non_null, problem::Problem, timestamp::Timestamp,
    v1::answer::Answer,
};

/// What is told of a parcel when it leaves.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "carrier": "DHL", "tracking_number": "00340434161094015902", "abroad": false }))]
pub(super) struct RepairShipmentInput {
    /// Who carries it.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 50))]
    #[schema(nullable = false, min_length = 1, max_length = 50)]
    carrier: Option<String>,
    /// What the carrier calls it.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 50))]
    #[schema(nullable = false, min_length = 1, max_length = 50)]
    tracking_number: Option<String>,
    /// Whether it goes to another country; `false` if absent.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    abroad: Option<bool>,
}

impl RepairShipmentInput {
    pub(super) fn parse(self, fields: &mut Fields) -> NewShipment {
        let carrier = self.carrier.as_deref().map(Carrier::parse);
        let number = self.tracking_number.as_deref().map(TrackingNumber::parse);
        NewShipment {
            carrier: fields.take_optional("shipment/carrier", carrier),
            tracking_number: fields.take_optional("shipment/tracking_number", number),
            is_abroad: self.abroad.unwrap_or_default(),
        }
    }
}

/// A parcel.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairShipment {
    /// Counts the repair's parcels, from 1.
    seq: i32,
    /// Which way it goes.
    direction: RepairShipmentDirection,
    /// Who carries it.
    #[schema(required)]
    carrier: Option<String>,
    /// What the carrier calls it; forgotten 60 days after the repair was over.
    #[schema(required)]
    tracking_number: Option<String>,
    /// Whether it goes to another country.
    abroad: bool,
    /// When it left.
    created_at: Timestamp,
}

impl From<repair::Shipment> for RepairShipment {
    fn from(shipment: repair::Shipment) -> Self {
        let repair::Shipment { seq, direction, told, at } = shipment;
        Self {
            seq,
            direction: direction.into(),
            carrier: told.carrier.map(Carrier::into_string),
            tracking_number: told.tracking_number.map(TrackingNumber::into_string),
            abroad: told.is_abroad,
            created_at: at.into(),
        }
    }
}

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
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id.")),
    responses((status = 200, description = "The parcels.", body = RepairShipmentList))
)]
pub(super) async fn list_repair_shipments(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<RepairShipmentList>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let case = repair::find(&mut *tx, &cx, RepairId::from_uuid(id)).await?;
    let shipments = tx.repair_shipments().list(case.id).await?;
    Ok(Answer::ok(RepairShipmentList { items: shipments.into_iter().map(Into::into).collect() }))
}
