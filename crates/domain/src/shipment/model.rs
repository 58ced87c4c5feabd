use super::ParcelState;
use crate::{
    clock::Timestamp,
    error::Rule,
    id::{AccountId, RepairId, ShipmentId},
    money::Money,
    text::{redacted_text, single_line},
    ticket::named_enum,
};

named_enum! {
    /// Which way a parcel goes.
    Direction {
        /// To the desk.
        Inbound => "inbound",
        /// To the customer.
        Outbound => "outbound",
    }
}

redacted_text! {
    /// What the carrier calls a parcel: 1 to 50 characters on one line.
    TrackingNumber
}

impl TrackingNumber {
    /// The most characters a number may have.
    pub const MAX: usize = 50;

    /// Parses a number as typed.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        single_line(raw, Self::MAX).map(Self)
    }
}

redacted_text! {
    /// Who carries a parcel: 1 to 50 characters on one line.
    Carrier
}

impl Carrier {
    /// The most characters a name may have.
    pub const MAX: usize = 50;

    /// Parses a name as typed.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        single_line(raw, Self::MAX).map(Self)
    }
}

redacted_text! {
    /// What the carrier does with a parcel, such as `Express`: 1 to 50 characters on one line.
    Service
}

impl Service {
    /// The most characters a name may have.
    pub const MAX: usize = 50;

    /// Parses a name as typed.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        single_line(raw, Self::MAX).map(Self)
    }
}

/// What is told of a parcel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewShipment {
    /// Who carries it.
    pub carrier: Option<Carrier>,
    /// How.
    pub service: Option<Service>,
    /// What the carrier calls it.
    pub tracking_number: Option<TrackingNumber>,
    /// Whether it goes to another country.
    pub is_abroad: bool,
    /// For how much it is insured.
    pub insured: Option<Money>,
}

/// A parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shipment {
    /// Stable id.
    pub id: ShipmentId,
    /// Whose.
    pub repair: RepairId,
    /// Counts the case's parcels, from 1. Given by the store; 0 until then.
    pub seq: i32,
    /// Which way it goes.
    pub direction: Direction,
    /// What was told of it.
    pub told: NewShipment,
    /// Where it is, by what the carrier told.
    pub state: ParcelState,
    /// Since when, by what the carrier told.
    pub state_at: Option<Timestamp>,
    /// Who put it down. Staff only.
    pub created_by: Option<AccountId>,
    /// When it was put down.
    pub at: Timestamp,
    /// When it left.
    pub left_at: Option<Timestamp>,
    /// When it was called off.
    pub cancelled_at: Option<Timestamp>,
    /// Counts its changes.
    pub version: i64,
}

impl Shipment {
    /// Whether it is on its way, or was.
    pub const fn has_left(&self) -> bool {
        self.left_at.is_some() && self.cancelled_at.is_none()
    }

    /// Whether it may still leave, or be called off.
    pub const fn waits(&self) -> bool {
        self.left_at.is_none() && self.cancelled_at.is_none()
    }
}
