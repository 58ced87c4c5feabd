use async_trait::async_trait;

use super::Disclosure;
use crate::{
    clock::Timestamp,
    error::Result,
    id::{AccountId, DisclosureId, ShipmentId},
    page::{Page, PageRequest},
    shipment::Carrier,
};

/// The register in the store.
#[async_trait]
pub trait DisclosureRepo: Send {
    /// Adds an entry.
    async fn add(&mut self, disclosure: &Disclosure) -> Result<()>;
    /// The entry.
    async fn find(&mut self, id: DisclosureId) -> Result<Option<Disclosure>>;
    /// Whether another entry corrects this one.
    async fn is_corrected(&mut self, id: DisclosureId) -> Result<bool>;
    /// The last entry of a parcel.
    async fn of_shipment(&mut self, shipment: ShipmentId) -> Result<Option<Disclosure>>;
    /// Says to whom it was, now that it is known.
    async fn name_recipient(&mut self, id: DisclosureId, recipient: &Carrier) -> Result<()>;
    /// The entry is its parcel's last no longer.
    async fn let_go(&mut self, id: DisclosureId) -> Result<()>;
    /// One page of all, or of one person's, newest first.
    async fn list(
        &mut self,
        account: Option<AccountId>,
        page: &PageRequest<DisclosureId>,
    ) -> Result<Page<Disclosure, DisclosureId>>;
    /// Forgets what was put on record before; returns how many.
    async fn remove_older(&mut self, before: Timestamp, limit: u64) -> Result<u64>;
}
