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
    let mut after = before;
    if (state, Some(at)) != (after.state, after.state_at) {
        after = Shipment { state, state_at: Some(at), version: after.version + 1, ..after };
        tx.shipments().update(&after).await?;
    }
    let case = if is_on_its_way(tx, &case, &after).await? {
        repair::parcel_changed(tx, cx, case, &after).await?
    } else {
        case
    };
    follow(tx, cx, case, &after, &events).await?;
    // The move may have said that it left.
    let after = tx.shipments().find(id).await?;
    after.ok_or(Error::NotFound("shipment"))
}

/// Whether the case is on its way in this parcel.
pub(super) async fn is_on_its_way(tx: &mut dyn Tx, case: &Repair, parcel: &Shipment) -> Result<bool> {
    let direction = match case.state {
        State::Inbound => Direction::Inbound,
        State::Outbound => Direction::Outbound,
        _ => return Ok(false),
    };
    Ok(parcel.direction == direction && is_last_that_left(tx, parcel).await?)
}

/// A parcel may be further than its case when that says that it has left: the case catches up.
pub(crate) async fn catch_up(tx: &mut dyn Tx, cx: &Ctx, case: Repair) -> Result<Repair> {
    let parcels = tx.shipments().of(case.id).await?;
    let left = |parcel: &Shipment| parcel.direction == Direction::Outbound && parcel.left_at.is_some();
    let Some(last) = parcels.into_iter().rfind(left) else { return Ok(case) };
    let events = tx.shipments().events(last.id).await?;
    follow(tx, cx, case, &last, &events).await
}

async fn follow(
    tx: &mut dyn Tx,
    cx: &Ctx,
    case: Repair,
    parcel: &Shipment,
    events: &[TrackingEvent],
) -> Result<Repair> {
    let Some(to) = goes_to(case.state, parcel.direction, events) else { return Ok(case) };
    // What becomes of a parcel that was sent before does not move the case any more.
    if parcel.direction == Direction::Outbound
        && (!left_with_device(&case, parcel) || !is_last_that_left(tx, parcel).await?)
    {
        return Ok(case);
    }
    repair::follow_parcel(tx, cx, case, to).await
}

/// Whether the device is in the parcel: what was sent in advance left before it.
fn left_with_device(case: &Repair, parcel: &Shipment) -> bool {
    let dispatched = case.stamps.dispatched;
    dispatched.is_some_and(|at| parcel.left_at.is_some_and(|left| left >= at))
}

/// Where a case goes with what is told of its parcel: to the same state, in whatever order it is told.
fn goes_to(case: State, direction: Direction, events: &[TrackingEvent]) -> Option<State> {
    let was = |is_so: fn(ParcelState) -> bool| events.iter().filter_map(|event| event.state).any(is_so);
    let end = state_of(events).map(|(state, _)| state);
    match (direction, case, end) {
        (Direction::Inbound, State::Authorized, _) => was(ParcelState::was_scanned).then_some(State::Inbound),
        (Direction::Outbound, State::Outbound | State::Undeliverable, Some(ParcelState::Delivered)) => {
            Some(State::Delivered)
        }
        (Direction::Outbound, State::Outbound | State::Delivered, Some(ParcelState::Returned)) => {
            Some(State::Undeliverable)
        }
        (Direction::Outbound, State::Outbound, _) => {
            was(|state| state == ParcelState::Returning).then_some(State::Undeliverable)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::EventKey, *};

    fn event(number: usize, state: ParcelState, minute: i64) -> TrackingEvent {
        let at = chrono::DateTime::UNIX_EPOCH + Duration::minutes(minute);
        TrackingEvent {
            key: EventKey::of(&number.to_string()),
            state: Some(state),
            code: None,
            at,
            reported_by: None,
            received_at: at,
        }
    }

    /// Where the case is after all was told, one after the other.
    fn ends(begin: State, direction: Direction, told: &[TrackingEvent]) -> State {
        (1..=told.len()).fold(begin, |case, known| goes_to(case, direction, &told[..known]).unwrap_or(case))
    }

    proptest! {
        #[test]
        fn the_order_of_reports_does_not_matter_to_the_case(
            (told, shuffled) in prop::collection::vec((prop::sample::select(ParcelState::ALL), 0..6_i64), 0..7)
                .prop_flat_map(|told| {
                    let numbered = told.into_iter().enumerate();
                    let told: Vec<_> = numbered.map(|(at, (state, minute))| event(at, state, minute)).collect();
                    (Just(told.clone()), Just(told).prop_shuffle())
                })
        ) {
            for (begin, direction) in
                [(State::Outbound, Direction::Outbound), (State::Authorized, Direction::Inbound)]
            {
                prop_assert_eq!(ends(begin, direction, &told), ends(begin, direction, &shuffled));
            }
        }
    }

    #[test]
    fn a_parcel_that_was_returning_may_arrive_and_one_that_arrived_may_come_back() {
        use ParcelState::{Delivered, InTransit, Returned, Returning};
        let ends = |told: &[ParcelState]| {
            let minutes = told.iter().zip(0..);
            let told: Vec<_> = minutes.map(|(state, at)| event(0, *state, at)).collect();
            ends(State::Outbound, Direction::Outbound, &told)
        };
        assert_eq!(ends(&[InTransit]), State::Outbound);
        assert_eq!(ends(&[Returning, InTransit]), State::Undeliverable);
        assert_eq!(ends(&[Returning, Delivered]), State::Delivered);
        assert_eq!(ends(&[Delivered, Returning]), State::Delivered);
        assert_eq!(ends(&[Delivered, Returned]), State::Undeliverable);
    }
}
