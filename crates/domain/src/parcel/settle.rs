use super::{Parcel, ParcelState, find, photo};
use crate::{
    Ctx,
    address::Look,
    error::{Conflict, Error, FieldError, Result, Rule},
    id::{ParcelId, RepairId},
    identity::Permission,
    repair::{self, CaseText, Given, Repair, RmaNumber, State},
    store::Tx,
};

/// Says which repair a parcel belongs to; the number of the repair is given beside its id, so that nobody slips in the
/// list. The repair moves on by its own rules: it is received; came back, if it was on its way or over; and where its
/// time to send has run out, another repair, `new`, goes on from it.
pub async fn match_to(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: ParcelId,
    expected: Option<i64>,
    (repair, number): (RepairId, RmaNumber),
    new: RepairId,
) -> Result<Parcel> {
    let parcel = find_open(tx, cx, id, expected).await?;
    let found = repair::find(tx, cx, repair).await.map_err(|error| match error {
        Error::NotFound(_) => wrong("repair_id", "unknown_reference", "must be a repair"),
        other => other,
    })?;
    if found.rma_number != number {
        return Err(wrong("rma_number", "wrong_case", "is the number of another case"));
    }
    let moved = receive(tx, cx, &found, number, new).await?;
    let settled = Parcel { state: ParcelState::Matched, repair: Some(moved.id), ..parcel };
    photo::hand_on(tx, cx, &settled, &moved).await?;
    settle(tx, cx, settled).await
}

/// Takes the repair to where its device is: here.
async fn receive(
    tx: &mut dyn Tx,
    cx: &Ctx,
    case: &Repair,
    number: RmaNumber,
    new: RepairId,
) -> Result<Repair> {
    let given = Given { rma_number: Some(number.clone()), ..Given::default() };
    // What comes ends no address.
    let nothing = Look::for_nothing;
    match case.state {
        _ if case.never_came() => repair::arrive(tx, cx, case.id, new, &number).await,
        State::Outbound | State::Delivered => {
            repair::advance(tx, cx, case.id, None, State::Undeliverable, Given::default(), nothing()).await
        }
        // It was told before that it comes back: now it is here.
        State::Undeliverable => Ok(case.clone()),
        State::Unclaimed | State::ReadyToShip if case.stamps.dispatched.is_some() => Ok(case.clone()),
        State::Closed => repair::advance(tx, cx, case.id, None, State::Undeliverable, given, nothing()).await,
        _ => repair::advance(tx, cx, case.id, None, State::Received, given, nothing()).await,
    }
}

/// Deals with a parcel otherwise: it goes back to the carrier, or belongs to no repair.
pub async fn close(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: ParcelId,
    expected: Option<i64>,
    reason: CaseText,
) -> Result<Parcel> {
    let parcel = find_open(tx, cx, id, expected).await?;
    settle(tx, cx, Parcel { state: ParcelState::Closed, reason: Some(reason), ..parcel }).await
}

pub(super) async fn find_open(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: ParcelId,
    expected: Option<i64>,
) -> Result<Parcel> {
    cx.actor().require(Permission::RepairLogistics)?;
    let parcel = find(tx, cx, id).await?;
    if expected.is_some_and(|expected| expected != parcel.version) {
        return Err(Error::stale(parcel.version));
    }
    if parcel.state == ParcelState::Open { Ok(parcel) } else { Err(Conflict::ParcelSettled.into()) }
}

/// What the carrier calls it is needed no longer.
async fn settle(tx: &mut dyn Tx, cx: &Ctx, mut parcel: Parcel) -> Result<Parcel> {
    parcel.told.tracking_number = None;
    parcel.settled_by = cx.actor().account();
    parcel.settled_at = Some(cx.now());
    parcel.version += 1;
    parcel.updated_at = parcel.updated_at.max(cx.now());
    tx.parcels().update(&parcel).await?;
    Ok(parcel)
}

fn wrong(member: &str, code: &'static str, detail: &'static str) -> Error {
    Error::invalid(FieldError::at(member, Rule::new(code, detail)))
}
