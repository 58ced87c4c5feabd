use crate::{
    clock::Timestamp,
    error::Rule,
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

/// What is told of a parcel when it leaves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewShipment {
    /// Who carries it.
    pub carrier: Option<Carrier>,
    /// What the carrier calls it.
    pub tracking_number: Option<TrackingNumber>,
    /// Whether it goes to another country.
    pub is_abroad: bool,
}

/// A parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shipment {
    /// Counts the case's parcels, from 1.
    pub seq: i32,
    /// Which way it goes.
    pub direction: Direction,
    /// What was told of it.
    pub told: NewShipment,
    /// When it left.
    pub at: Timestamp,
}
