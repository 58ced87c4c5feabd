//! What a device looks like: one resource, seen from two sides.

use domain::{
    Ctx, Error, Result,
    device::{self, Viewer},
    id::{AccountId, DeviceId},
    store::Tx,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    facts::DeviceFacts,
    names::{DeviceStanding, DeviceStatus},
};
use crate::timestamp::Timestamp;

/// Which model a device is.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct ProductRef {
    /// The product.
    id: Uuid,
    /// The maker's article number.
    sku: String,
    /// What people call it.
    name: String,
}

impl From<&device::Product> for ProductRef {
    fn from(product: &device::Product) -> Self {
        Self {
            id: product.id.as_uuid(),
            sku: product.sku.as_str().to_owned(),
            name: product.name.as_str().to_owned(),
        }
    }
}

/// One person's registration of one unit.
#[derive(Serialize, ToSchema)]
pub(super) struct Device {
    /// Stable id. Another registration of the same unit has another.
    id: Uuid,
    /// Which model.
    product: ProductRef,
    /// The serial number as it was typed.
    #[schema(example = "K61-004711")]
    serial: String,
    /// What the desk says of the registration.
    status: DeviceStatus,
    /// The day of the purchase.
    #[schema(required, value_type = Option<String>, format = Date, example = "2026-11-02")]
    purchased_on: Option<String>,
    /// Where it was bought, by ISO 3166-1 alpha-2.
    #[schema(required, example = "DE")]
    seller_country: Option<String>,
    /// When the purchase was registered.
    #[schema(required)]
    registered_at: Option<Timestamp>,
    /// Until when a hand-over is offered; `null` if none is.
    #[schema(required)]
    transfer_expires_at: Option<Timestamp>,
    /// What is known of its surroundings: ask whether it is still right.
    #[schema(required)]
    facts: Option<DeviceFacts>,
    /// What only staff see; `null` for the owner.
    #[schema(required)]
    staff: Option<DeviceStaffPart>,
    /// Counts the changes that the caller can see; equals the ETag.
    version: i64,
    /// When it was registered.
    created_at: Timestamp,
    /// Last change that the caller can see.
    updated_at: Timestamp,
}

/// What only staff see of a device.
#[derive(Serialize, ToSchema)]
pub(super) struct DeviceStaffPart {
    /// Whose it is; `null` if it was handed over or given up.
    #[schema(required)]
    owner_id: Option<Uuid>,
    /// What it counts for, beside other registrations of the same serial number.
    standing: DeviceStanding,
    /// Whose registration this one goes on from.
    #[schema(required)]
    transferred_from: Option<Uuid>,
    /// When it ceased to be its owner's.
    #[schema(required)]
    ended_at: Option<Timestamp>,
}

impl From<&device::Device> for DeviceStaffPart {
    fn from(device: &device::Device) -> Self {
        Self {
            owner_id: device.owner.map(AccountId::as_uuid),
            standing: device.standing.into(),
            transferred_from: device.transferred_from.map(DeviceId::as_uuid),
            ended_at: device.ended_at.map(Into::into),
        }
    }
}

impl Device {
    /// Shows a device to the caller.
    pub(super) async fn show(tx: &mut dyn Tx, cx: &Ctx, device: &device::Device) -> Result<Self> {
        let viewer = Viewer::of(cx.actor())?;
        let product = tx.products().find_many(&[device.product]).await?.pop();
        let product = product.ok_or(Error::NotFound("product"))?;
        let facts = tx.devices().facts(device.id).await?;
        let running = device.transfer.filter(|(_, until)| *until > cx.now());
        Ok(Self {
            id: device.id.as_uuid(),
            product: ProductRef::from(&product),
            serial: device.serial.as_str().to_owned(),
            status: device.status.into(),
            purchased_on: device.purchased_on.map(|day| day.date().to_string()),
            seller_country: device.seller_country.as_ref().map(|country| country.as_str().to_owned()),
            registered_at: device.registered_at.map(Into::into),
            transfer_expires_at: running.map(|(_, until)| until.into()),
            facts: facts.map(DeviceFacts::from),
            staff: viewer.is_staff().then(|| DeviceStaffPart::from(device)),
            version: viewer.version(device),
            created_at: device.created_at.into(),
            updated_at: updated_at(viewer, device),
        })
    }

    /// The device's version as the caller counts.
    pub(super) const fn version(&self) -> i64 {
        self.version
    }
}

/// When a device last changed, as the viewer sees it.
pub(super) fn updated_at(viewer: Viewer, device: &device::Device) -> Timestamp {
    match viewer {
        Viewer::Staff => device.updated_at.into(),
        Viewer::Owner(_) => device.owner_updated_at.into(),
    }
}

/// The device that a ticket is about.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeviceRef {
    /// The device.
    id: Uuid,
    /// Which model.
    product: ProductRef,
    /// The serial number as it was typed.
    #[schema(example = "K61-004711")]
    serial: String,
}

/// The device that a ticket is about, as far as the viewer may know of it.
pub(crate) async fn device_of(
    tx: &mut dyn Tx,
    viewer: Viewer,
    device: Option<DeviceId>,
) -> Result<Option<DeviceRef>> {
    let Some(id) = device else { return Ok(None) };
    let Some(device) = tx.devices().find_visible(viewer, id).await? else { return Ok(None) };
    let product = tx.products().find_many(&[device.product]).await?.pop();
    Ok(product.map(|product| DeviceRef {
        id: id.as_uuid(),
        product: ProductRef::from(&product),
        serial: device.serial.into_string(),
    }))
}
