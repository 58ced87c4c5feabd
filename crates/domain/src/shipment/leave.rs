use super::{Direction, NewShipment, ParcelState, Shipment};
use crate::{Ctx, disclosure, error::Result, id::ShipmentId, repair::Repair, store::Tx, vault};

/// A parcel leaves with its case: the one that waits for it, or one that nobody has put down before.
pub(crate) async fn leave(
    tx: &mut dyn Tx,
    cx: &Ctx,
    case: &Repair,
    direction: Direction,
    told: Option<NewShipment>,
) -> Result<Shipment> {
    let parcels = tx.shipments().of(case.id).await?;
    let waits = parcels.into_iter().rfind(|parcel| parcel.direction == direction && parcel.waits());
    let shipment = if let Some(mut waiting) = waits {
        if let Some(told) = told {
            take_over(&mut waiting.told, told);
        }
        waiting.left_at = Some(cx.now());
        waiting.version += 1;
        tx.shipments().update(&waiting).await?;
        waiting
    } else {
        let mut new = blank(cx, case, ShipmentId::new(cx), direction, told.unwrap_or_default());
        new.left_at = Some(cx.now());
        tx.shipments().add(new).await?
    };
    // A label that the desk pays for bears the customer's address as well.
    let bears_address = match direction {
        Direction::Outbound => true,
        Direction::Inbound => case.is_prepaid && vault::record(tx, case.id).await?.is_some(),
    };
    if bears_address {
        disclosure::to_carrier(tx, cx, case, &shipment).await?;
    }
    Ok(shipment)
}

/// The device is on its way: what was to be sent in advance has left, and its carrier has the address.
pub(crate) async fn leave_in_advance(tx: &mut dyn Tx, cx: &Ctx, case: &Repair) -> Result<()> {
    let parcels = tx.shipments().of(case.id).await?;
    for parcel in
        parcels.into_iter().filter(|parcel| parcel.direction == Direction::Outbound && parcel.waits())
    {
        let left = Shipment { left_at: Some(cx.now()), version: parcel.version + 1, ..parcel };
        tx.shipments().update(&left).await?;
        if vault::record(tx, case.id).await?.is_some() {
            disclosure::to_carrier(tx, cx, case, &left).await?;
        }
    }
    Ok(())
}

/// A parcel of which nothing has happened yet.
pub(super) fn blank(
    cx: &Ctx,
    case: &Repair,
    id: ShipmentId,
    direction: Direction,
    told: NewShipment,
) -> Shipment {
    Shipment {
        id,
        repair: case.id,
        seq: 0,
        direction,
        told,
        state: ParcelState::Announced,
        state_at: None,
        created_by: cx.actor().account(),
        at: cx.now(),
        left_at: None,
        cancelled_at: None,
        version: 1,
    }
}

/// What is told last holds; what is not told stays.
fn take_over(known: &mut NewShipment, told: NewShipment) {
    let NewShipment { carrier, service, tracking_number, is_abroad, insured } = told;
    *known = NewShipment {
        carrier: carrier.or(known.carrier.take()),
        service: service.or(known.service.take()),
        tracking_number: tracking_number.or(known.tracking_number.take()),
        is_abroad: is_abroad || known.is_abroad,
        insured: insured.or(known.insured),
    };
}
