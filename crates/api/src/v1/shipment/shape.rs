use domain::{
    id::AccountId,
    repair::Viewer,
    shipment::{Carrier, NewShipment, Service, Shipment, TrackingNumber},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::names::{RepairShipmentDirection, ShipmentState};
use crate::{App, timestamp::Timestamp, v1::repair::Money};

/// A parcel.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairShipment {
    /// Stable id.
    id: Uuid,
    /// The repair.
    repair_id: Uuid,
    /// Counts the repair's parcels, from 1.
    seq: i32,
    /// Which way it goes.
    direction: RepairShipmentDirection,
    /// Who carries it.
    #[schema(required)]
    carrier: Option<String>,
    /// How.
    #[schema(required)]
    service: Option<String>,
    /// What the carrier calls it; forgotten 60 days after the repair was over.
    #[schema(required)]
    tracking_number: Option<String>,
    /// Where the carrier shows its way. For the customer only, and for carriers whose page the desk knows.
    #[schema(required)]
    tracking_url: Option<String>,
    /// Whether it goes to another country.
    abroad: bool,
    /// For how much it is insured.
    #[schema(required)]
    insured_value: Option<Money>,
    /// Where it is, by what the carrier told.
    state: ShipmentState,
    /// Since when, by the carrier's clock.
    #[schema(required)]
    state_at: Option<Timestamp>,
    /// When it was put down.
    created_at: Timestamp,
    /// When it left.
    #[schema(required)]
    left_at: Option<Timestamp>,
    /// When it was called off.
    #[schema(required)]
    cancelled_at: Option<Timestamp>,
    /// Counts its changes: what `If-Match` takes.
    version: i64,
    /// What only staff see; `null` for the customer.
    #[schema(required)]
    staff: Option<ShipmentStaffPart>,
}

/// What only staff see of a parcel.
#[derive(Serialize, ToSchema)]
pub(super) struct ShipmentStaffPart {
    /// Who put it down; `null` if nobody did, or the person is gone.
    #[schema(required)]
    created_by: Option<Uuid>,
}

impl RepairShipment {
    /// The parcel as these eyes see it.
    pub(super) fn show(app: &App, viewer: Viewer, shipment: Shipment) -> Self {
        let Shipment {
            id,
            repair,
            seq,
            direction,
            told,
            state,
            state_at,
            created_by,
            at,
            left_at,
            cancelled_at,
            version,
        } = shipment;
        let NewShipment { carrier, service, tracking_number, is_abroad, insured } = told;
        let page = carrier.as_ref().zip(tracking_number.as_ref());
        let page = page.and_then(|(carrier, number)| app.carriers().tracking_url(carrier, number));
        Self {
            id: id.as_uuid(),
            repair_id: repair.as_uuid(),
            seq,
            direction: direction.into(),
            carrier: carrier.map(Carrier::into_string),
            service: service.map(Service::into_string),
            tracking_number: tracking_number.map(TrackingNumber::into_string),
            tracking_url: page.filter(|_| !viewer.is_staff()),
            abroad: is_abroad,
            insured_value: insured.map(Into::into),
            state: state.into(),
            state_at: state_at.map(Into::into),
            created_at: at.into(),
            left_at: left_at.map(Into::into),
            cancelled_at: cancelled_at.map(Into::into),
            version,
            staff: viewer
                .is_staff()
                .then(|| ShipmentStaffPart { created_by: created_by.map(AccountId::as_uuid) }),
        }
    }

    pub(super) const fn version(&self) -> i64 {
        self.version
    }
}
