//! Names of ways and states: one to one with the domain's.

use domain::shipment;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::v1::repair::mirror;

mirror! {
    /// Which way a parcel goes.
    RepairShipmentDirection of shipment::Direction {
        /// To the desk.
        Inbound,
        /// To the customer.
        Outbound,
    }
}

mirror! {
    /// Where a parcel is, by what its carrier told.
    ShipmentState of shipment::ParcelState {
        /// The carrier knows of it, or nobody has told anything yet.
        Announced,
        /// On its way.
        InTransit,
        /// It comes today.
        OutForDelivery,
        /// Nobody was there.
        AttemptFailed,
        /// It can be fetched from a shop or a locker.
        ReadyForPickup,
        /// On its way back.
        Returning,
        /// The carrier does not find it.
        Lost,
        /// It has arrived.
        Delivered,
        /// Back where it came from.
        Returned,
    }
}
