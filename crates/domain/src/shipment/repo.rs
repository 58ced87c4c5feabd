use async_trait::async_trait;

use super::{Shipment, TrackingEvent};
use crate::{
    clock::Timestamp,
    error::Result,
    id::{RepairId, ShipmentId},
};

/// Parcels in the store.
#[async_trait]
pub trait ShipmentRepo: Send {
    /// Adds a parcel to a case that is held; returns it with its `seq`.
    async fn add(&mut self, shipment: Shipment) -> Result<Shipment>;
    /// A parcel.
    async fn find(&mut self, id: ShipmentId) -> Result<Option<Shipment>>;
    /// All parcels of a case, oldest first.
    async fn of(&mut self, repair: RepairId) -> Result<Vec<Shipment>>;
    /// Writes a parcel back whose case is held.
    async fn update(&mut self, shipment: &Shipment) -> Result<()>;
    /// Adds what a carrier told of a parcel.
    async fn add_event(&mut self, shipment: &Shipment, event: &TrackingEvent) -> Result<()>;
    /// What carriers told of a parcel, in the order of when it happened.
    async fn events(&mut self, id: ShipmentId) -> Result<Vec<TrackingEvent>>;
    /// Forgets the tracking numbers and what carriers told of cases that ended before `before`; returns how many.
    async fn forget_tracking(&mut self, before: Timestamp, limit: u64) -> Result<u64>;
}
