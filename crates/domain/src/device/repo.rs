use async_trait::async_trait;

use super::{
    Device, DeviceEvent, DeviceStatus, Facts, HistoryEntry, Product, Serial, SerialKey, Standing, Viewer,
};
use crate::{
    clock::Timestamp,
    error::Result,
    id::{AccountId, DeviceEventId, DeviceId, ProductId},
    page::{Count, Page, PageRequest},
    ticket,
};

/// Which products to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductFilter {
    /// Only those that are offered, or only those that are not.
    pub offered: Option<bool>,
}

/// Products in the store.
#[async_trait]
pub trait ProductRepo: Send {
    /// Stores a new product; [`crate::error::Conflict::SkuTaken`] when the article number is in use.
    async fn add(&mut self, product: &Product) -> Result<()>;
    /// The product. Who is about to write waits for others who are: registrations of one product
    /// follow each other.
    async fn find(&mut self, id: ProductId) -> Result<Option<Product>>;
    /// The products among these ids, in no particular order.
    async fn find_many(&mut self, ids: &[ProductId]) -> Result<Vec<Product>>;
    /// Writes the product back if its version is still `expected`; [`crate::Error::Stale`] if not.
    async fn update(&mut self, product: &Product, expected: i64) -> Result<()>;
    /// Removes the product.
    async fn remove(&mut self, id: ProductId) -> Result<()>;
    /// One page, oldest first.
    async fn list(
        &mut self,
        filter: &ProductFilter,
        page: &PageRequest<ProductId>,
    ) -> Result<Page<Product, ProductId>>;
    /// How many the whole list has; no more than one beyond `bound` are looked at.
    async fn count(&mut self, filter: &ProductFilter, bound: u64) -> Result<Count>;
}

/// What a serial number is looked for by, as long as its product is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SerialKeys {
    /// In products that tell O from 0.
    pub plain: SerialKey,
    /// In products that don't.
    pub folded: SerialKey,
}

impl From<&Serial> for SerialKeys {
    fn from(serial: &Serial) -> Self {
        Self { plain: serial.plain_key(), folded: serial.folded_key() }
    }
}

/// Which devices to list. Different conditions are AND.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeviceFilter {
    /// Of this serial number, however it is spelt.
    pub serial: Option<SerialKeys>,
    /// Of this product.
    pub product: Option<ProductId>,
    /// Of this status.
    pub status: Option<DeviceStatus>,
    /// Of this owner. Staff only.
    pub owner: Option<AccountId>,
    /// Of this standing. Staff only.
    pub standing: Option<Standing>,
}

/// Devices in the store.
#[async_trait]
pub trait DeviceRepo: Send {
    /// Stores a new device.
    async fn add(&mut self, device: &Device) -> Result<()>;
    /// The device, if the viewer may know of it.
    async fn find_visible(&mut self, viewer: Viewer, id: DeviceId) -> Result<Option<Device>>;
    /// Whether somebody else than whose it is has registered the same unit.
    async fn is_held_by_another(&mut self, id: DeviceId) -> Result<bool>;
    /// All that are somebody's of this product and serial number, oldest first. Nobody is kept from
    /// changing them: who decides on whose the unit is holds the product.
    async fn live(&mut self, product: ProductId, key: &SerialKey) -> Result<Vec<Device>>;
    /// Writes the device back if its version is still `expected`; [`crate::Error::Stale`] if not.
    async fn update(&mut self, device: &Device, expected: i64) -> Result<()>;
    /// Removes the device, what is known of it, and its history.
    async fn remove(&mut self, id: DeviceId) -> Result<()>;
    /// Whether a ticket or a later holding refers to the device.
    async fn is_referred_to(&mut self, id: DeviceId) -> Result<bool>;
    /// Whether there is any device of the product.
    async fn any_of(&mut self, product: ProductId) -> Result<bool>;
    /// One page of what the viewer may see, newest first.
    async fn list(
        &mut self,
        viewer: Viewer,
        filter: &DeviceFilter,
        page: &PageRequest<DeviceId>,
    ) -> Result<Page<Device, DeviceId>>;
    /// How many the whole list has; no more than one beyond `bound` are looked at.
    async fn count(&mut self, viewer: Viewer, filter: &DeviceFilter, bound: u64) -> Result<Count>;
    /// What is known of the device's surroundings.
    async fn facts(&mut self, id: DeviceId) -> Result<Option<Facts>>;
    /// Replaces what is known of the device's surroundings.
    async fn put_facts(&mut self, id: DeviceId, facts: Option<&Facts>) -> Result<()>;
    /// Removes facts that were last confirmed before `before`; returns how many.
    async fn remove_old_facts(&mut self, before: Timestamp, limit: u64) -> Result<u64>;
    /// Removes devices that ceased to be anybody's before `before` and that nothing refers to; returns
    /// how many.
    async fn remove_former(&mut self, before: Timestamp, limit: u64) -> Result<u64>;
}

/// Devices' history in the store.
#[async_trait]
pub trait DeviceEventRepo: Send {
    /// Stores the events of one change, in order.
    async fn record(&mut self, events: Vec<DeviceEvent>) -> Result<()>;
    /// One page of a device's history, oldest first: for staff of all who held the unit, for an owner
    /// of the own holding only. Tickets that `tickets` may not know of are left out.
    async fn list(
        &mut self,
        viewer: Viewer,
        tickets: ticket::Viewer,
        device: &Device,
        page: &PageRequest<DeviceEventId>,
    ) -> Result<Page<HistoryEntry, DeviceEventId>>;
    /// Cuts the people out of a device's history.
    async fn forget_people(&mut self, device: DeviceId) -> Result<()>;
    /// Removes events before `before`; returns how many.
    async fn remove_older(&mut self, before: Timestamp, limit: u64) -> Result<u64>;
}
