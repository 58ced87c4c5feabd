use domain::{
    device::Serial,
    id::{AccountId, RepairId},
    parcel::{self, NewParcel, Place},
    repair::CaseText,
    shipment::{Carrier, TrackingNumber},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::timestamp::Timestamp;

/// What has become of a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum UnidentifiedParcelState {
    /// It lies there.
    Open,
    /// It belongs to a repair.
    Matched,
    /// It was dealt with otherwise.
    Closed,
}

impl From<parcel::ParcelState> for UnidentifiedParcelState {
    fn from(state: parcel::ParcelState) -> Self {
        match state {
            parcel::ParcelState::Open => Self::Open,
            parcel::ParcelState::Matched => Self::Matched,
            parcel::ParcelState::Closed => Self::Closed,
        }
    }
}

impl From<UnidentifiedParcelState> for parcel::ParcelState {
    fn from(state: UnidentifiedParcelState) -> Self {
        match state {
            UnidentifiedParcelState::Open => Self::Open,
            UnidentifiedParcelState::Matched => Self::Matched,
            UnidentifiedParcelState::Closed => Self::Closed,
        }
    }
}

/// A parcel that came without a number.
#[derive(Serialize, ToSchema)]
pub(super) struct UnidentifiedParcel {
    /// Stable id.
    id: Uuid,
    /// What has become of it.
    state: UnidentifiedParcelState,
    /// Who carried it.
    #[schema(required)]
    carrier: Option<String>,
    /// What the carrier calls it; `null` once it is settled.
    #[schema(required)]
    tracking_number: Option<String>,
    /// What is inside.
    contents: String,
    /// A serial number that was seen inside.
    #[schema(required)]
    serial: Option<String>,
    /// Where it lies.
    place: String,
    /// The repair that it belongs to.
    #[schema(required)]
    repair_id: Option<Uuid>,
    /// Why it was closed.
    #[schema(required)]
    reason: Option<String>,
    /// Who recorded it; `null` if the person is gone.
    #[schema(required)]
    recorded_by: Option<Uuid>,
    /// Who settled it.
    #[schema(required)]
    settled_by: Option<Uuid>,
    /// When it was settled.
    #[schema(required)]
    settled_at: Option<Timestamp>,
    /// Counts changes; equals the ETag.
    version: i64,
    /// When it was recorded.
    created_at: Timestamp,
    /// Last change.
    updated_at: Timestamp,
}

impl From<parcel::Parcel> for UnidentifiedParcel {
    fn from(parcel: parcel::Parcel) -> Self {
        let NewParcel { id, carrier, tracking_number, contents, serial, place } = parcel.told;
        Self {
            id: id.as_uuid(),
            state: parcel.state.into(),
            carrier: carrier.map(Carrier::into_string),
            tracking_number: tracking_number.map(TrackingNumber::into_string),
            contents: contents.into_string(),
            serial: serial.map(Serial::into_string),
            place: Place::into_string(place),
            repair_id: parcel.repair.map(RepairId::as_uuid),
            reason: parcel.reason.map(CaseText::into_string),
            recorded_by: parcel.recorded_by.map(AccountId::as_uuid),
            settled_by: parcel.settled_by.map(AccountId::as_uuid),
            settled_at: parcel.settled_at.map(Into::into),
            version: parcel.version,
            created_at: parcel.created_at.into(),
            updated_at: parcel.updated_at.into(),
        }
    }
}
