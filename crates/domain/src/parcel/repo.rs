use async_trait::async_trait;

use super::{Parcel, ParcelState};
use crate::{
    clock::Timestamp,
    error::Result,
    id::{ParcelId, RepairId},
    page::{Page, PageRequest},
};

/// Which parcels to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParcelFilter {
    /// In this state.
    pub state: Option<ParcelState>,
}

/// Parcels without a number, in the store.
#[async_trait]
pub trait ParcelRepo: Send {
    /// Stores a new one.
    async fn add(&mut self, parcel: &Parcel) -> Result<()>;
    /// The parcel. Who is about to write holds it.
    async fn find(&mut self, id: ParcelId) -> Result<Option<Parcel>>;
    /// Writes the parcel back.
    async fn update(&mut self, parcel: &Parcel) -> Result<()>;
    /// One page, newest first.
    async fn list(
        &mut self,
        filter: &ParcelFilter,
        page: &PageRequest<ParcelId>,
    ) -> Result<Page<Parcel, ParcelId>>;
    /// Up to `limit` that were settled, or recorded, before these. Who is about to write holds them; what others hold
    /// waits for the next time.
    async fn due(&mut self, settled: Timestamp, recorded: Timestamp, limit: u64) -> Result<Vec<ParcelId>>;
    /// Those of these repairs.
    async fn of_repairs(&mut self, repairs: &[RepairId]) -> Result<Vec<ParcelId>>;
    /// Removes these.
    async fn remove(&mut self, ids: &[ParcelId]) -> Result<()>;
}
