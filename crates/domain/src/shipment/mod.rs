//! Parcels of repair cases: to the desk and to the customer, and what carriers tell of them.

mod carrier;
mod change;
mod leave;
mod model;
mod repo;
mod report;
mod track;

pub use carrier::{CarrierPort, ManualCarriers, TrackingPage};
pub(crate) use change::is_last_that_left;
pub use change::{ShipmentChange, add, call_off, change};
pub(crate) use leave::{leave, leave_in_advance};
pub use model::{Carrier, Direction, NewShipment, Service, Shipment, TrackingNumber};
pub use repo::ShipmentRepo;
pub(crate) use report::catch_up;
pub use report::{MOST_EVENTS, report};
pub use track::{EventCode, EventKey, ParcelState, TrackingEvent, state_of};

use crate::{
    Ctx,
    error::{Error, Result},
    id::ShipmentId,
    repair::{self, Repair, Viewer},
    store::Tx,
};

/// A parcel, with its case, if the actor may know of the case.
pub async fn find(tx: &mut dyn Tx, cx: &Ctx, id: ShipmentId) -> Result<(Repair, Shipment)> {
    let found = tx.shipments().find(id).await?;
    let shipment = found.ok_or(Error::NotFound("shipment"))?;
    let case = repair::find(tx, cx, shipment.repair).await;
    let case = case.map_err(|error| match error {
        Error::NotFound(_) => Error::NotFound("shipment"),
        other => other,
    })?;
    Ok((case, shipment))
}

/// The same for who writes, through these eyes: the case is held before its parcel is read.
pub(crate) async fn hold(tx: &mut dyn Tx, viewer: Viewer, id: ShipmentId) -> Result<(Repair, Shipment)> {
    let gone = Error::NotFound("shipment");
    let Some(found) = tx.shipments().find(id).await? else { return Err(gone) };
    let Some(case) = tx.repairs().find_visible(viewer, found.repair).await? else { return Err(gone) };
    let held = tx.shipments().find(id).await?;
    held.map(|shipment| (case, shipment)).ok_or(gone)
}
