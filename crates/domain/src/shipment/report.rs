use chrono::Duration;

use super::{Direction, ParcelState, Shipment, TrackingEvent, change::is_last_that_left, hold, state_of};
use crate::{
    Ctx,
    error::{Conflict, Error, FieldError, Result, Rule},
    id::ShipmentId,
    identity::Permission,
    repair::{self, Repair, State, Viewer},
    store::Tx,
};

/// The most events of a parcel.
pub const MOST_EVENTS: usize = 200;
/// How far a carrier's clock may be ahead.
const CLOCKS_DIFFER: Duration = Duration::hours(24);

/// Takes in what a carrier told of a parcel. The same event again changes nothing; the parcel's state follows
/// from all of them, and the case follows the parcel, where its own table has that move.
pub async fn report(tx: &mut dyn Tx, cx: &Ctx, id: ShipmentId, event: TrackingEvent) -> Result<Shipment> {
    cx.actor().require(Permission::ShipmentTrack)?;
    let (case, before) = hold(tx, Viewer::Staff, id).await?;
    if event.at > cx.now() + CLOCKS_DIFFER {
        let rule = Rule::new("out_of_range", "must not be in the future");
        return Err(Error::invalid(FieldError::at("occurred_at", rule)));
    }
    let mut events = tx.shipments().events(id).await?;
    if let Some(known) = events.iter().find(|known| known.key == event.key) {
        let same = known.says_the_same(&event);
        return if same { Ok(before) } else { Err(Conflict::TrackingDiffers.into()) };
    }
    if before.cancelled_at.is_some() {
        return Err(Conflict::ShipmentSettled.into());
    }
    if events.len() >= MOST_EVENTS {
        return Err(Conflict::TooManyTrackingEvents.into());
    }
    tx.shipments().add_event(&before, &event).await?;
    events.push(event);
    let Some((state, at)) = state_of(&events) else { return Ok(before) };
    if (state, Some(at)) == (before.state, before.state_at) {
        return Ok(before);
    }
    let after = Shipment { state, state_at: Some(at), version: before.version + 1, ..before };
    tx.shipments().update(&after).await?;
    follow(tx, cx, case, &after).await?;
    // The move may have said that it left.
    let after = tx.shipments().find(id).await?;
    after.ok_or(Error::NotFound("shipment"))
}

/// The case goes where its parcel is, never back.
async fn follow(tx: &mut dyn Tx, cx: &Ctx, case: Repair, parcel: &Shipment) -> Result<()> {
    let to = match (case.state, parcel.direction, parcel.state) {
        (State::Authorized, Direction::Inbound, state) if state.was_scanned() => State::Inbound,
        (State::Outbound, Direction::Outbound, ParcelState::Delivered) => State::Delivered,
        (State::Outbound, Direction::Outbound, ParcelState::Returning | ParcelState::Returned) => {
            State::Undeliverable
        }
        _ => return Ok(()),
    };
    // What becomes of a parcel that was sent before does not move the case any more.
    if parcel.direction == Direction::Outbound && !is_last_that_left(tx, parcel).await? {
        return Ok(());
    }
    repair::follow_parcel(tx, cx, case, to).await
}
