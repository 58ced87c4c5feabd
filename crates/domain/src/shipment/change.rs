use super::{
    Carrier, Direction, NewShipment, Service, Shipment, TrackingNumber, hold, leave::blank,
    report::is_on_its_way,
};
use crate::{
    Ctx, disclosure,
    error::{Conflict, Error, Result},
    id::{RepairId, ShipmentId},
    identity::Permission,
    money::Money,
    patch::Patch,
    repair::{self, Repair, State, Viewer},
    store::Tx,
};

/// What to change of a parcel.
#[derive(Debug, Clone, Default)]
pub struct ShipmentChange {
    /// Who carries it.
    pub carrier: Patch<Carrier>,
    /// How.
    pub service: Patch<Service>,
    /// What the carrier calls it.
    pub tracking_number: Patch<TrackingNumber>,
    /// Whether it goes to another country.
    pub is_abroad: Option<bool>,
    /// For how much it is insured.
    pub insured: Patch<Money>,
}

/// Puts down a parcel before it leaves: for its label, or to say which one will come.
pub async fn add(
    tx: &mut dyn Tx,
    cx: &Ctx,
    repair: RepairId,
    new: ShipmentId,
    direction: Direction,
    told: NewShipment,
) -> Result<Shipment> {
    cx.actor().require(Permission::RepairLogistics)?;
    let case = repair::find(tx, cx, repair).await?;
    if !is_next(&case, direction) {
        return Err(Conflict::NoParcelNow.into());
    }
    let parcels = tx.shipments().of(case.id).await?;
    if parcels.iter().any(|parcel| parcel.direction == direction && parcel.waits()) {
        return Err(Conflict::ShipmentWaits.into());
    }
    tx.shipments().add(blank(cx, &case, new, direction, told)).await
}

/// Whether a parcel can be the next that goes this way. To who picks the device up nothing is sent; in advance go a box,
/// a part or another unit, before the device is sent.
fn is_next(case: &Repair, direction: Direction) -> bool {
    match (direction, case.state) {
        (Direction::Inbound, State::Authorized) => true,
        (Direction::Outbound, State::Authorized | State::ReadyToShip) => case.allows_address(),
        _ => false,
    }
}

/// Changes what is told of a parcel, if its version is still `expected`.
pub async fn change(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: ShipmentId,
    expected: Option<i64>,
    change: ShipmentChange,
) -> Result<Shipment> {
    let (case, before) = hold_version(tx, cx, id, expected).await?;
    if before.cancelled_at.is_some() || case.state.is_terminal() {
        return Err(Conflict::ShipmentSettled.into());
    }
    let mut after = before.clone();
    change.carrier.apply(&mut after.told.carrier);
    change.service.apply(&mut after.told.service);
    change.tracking_number.apply(&mut after.told.tracking_number);
    change.insured.apply(&mut after.told.insured);
    after.told.is_abroad = change.is_abroad.unwrap_or(before.told.is_abroad);
    if after == before {
        return Ok(before);
    }
    after.version += 1;
    tx.shipments().update(&after).await?;
    if after.told.carrier != before.told.carrier {
        disclosure::follow_carrier(tx, cx, &case, &after).await?;
    }
    if is_on_its_way(tx, &case, &after).await? {
        repair::parcel_changed(tx, cx, case, &after).await?;
    }
    Ok(after)
}

/// Calls off a parcel that has not left, if its version is still `expected`; returns it.
pub async fn call_off(tx: &mut dyn Tx, cx: &Ctx, id: ShipmentId, expected: Option<i64>) -> Result<Shipment> {
    let (_, before) = hold_version(tx, cx, id, expected).await?;
    if before.cancelled_at.is_some() {
        return Ok(before);
    }
    if !before.waits() || before.state.was_scanned() {
        return Err(Conflict::ShipmentSettled.into());
    }
    let after = Shipment { cancelled_at: Some(cx.now()), version: before.version + 1, ..before };
    tx.shipments().update(&after).await?;
    Ok(after)
}

/// Whether no other parcel has left this way after it.
pub(crate) async fn is_last_that_left(tx: &mut dyn Tx, shipment: &Shipment) -> Result<bool> {
    let parcels = tx.shipments().of(shipment.repair).await?;
    let last = parcels.iter().rfind(|other| other.direction == shipment.direction && other.left_at.is_some());
    Ok(last.is_some_and(|last| last.id == shipment.id))
}

async fn hold_version(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: ShipmentId,
    expected: Option<i64>,
) -> Result<(Repair, Shipment)> {
    let found = hold(tx, Viewer::of(cx.actor())?, id).await?;
    cx.actor().require(Permission::RepairLogistics)?;
    match expected {
        Some(expected) if expected != found.1.version => Err(Error::stale(found.1.version)),
        _ => Ok(found),
    }
}
