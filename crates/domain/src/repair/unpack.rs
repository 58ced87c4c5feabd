//! A parcel is opened: what was in it, and whether it is the device that was announced.

use super::{
    CaseText, DeviceConfirmation, HistoryEntry, Intake, Mover, Need, NewIntake, Repair, State, Unpacked,
    advance::allowed,
    event, exchange, needs,
    view::{find, find_version},
};
use crate::{
    Ctx,
    device::Serial,
    error::{Conflict, Denied, Error, Fields, Result},
    id::RepairId,
    identity::Permission,
    store::Tx,
};

/// What the history says, for staff, when what was found is corrected.
const CORRECTED: &str = "[what was found in the parcel was corrected]";
/// What it says when another unit is the right one, before the reason.
const CONFIRMED: &str = "[another unit than announced is the right one]";

/// Writes down what was found in the parcel, while the device is at its intake. Writing it down again corrects it: from
/// when the intake is over until the device leaves, it is proof, and a lead does. The same once more changes nothing.
pub async fn unpack(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: RepairId,
    expected: Option<i64>,
    new: NewIntake,
) -> Result<Repair> {
    let case = find_version(tx, cx, id, expected).await?;
    let opens = [Mover::Technician, Mover::Logistics];
    if !opens.iter().any(|mover| mover.is(cx.actor(), case.requester)) {
        return Err(Denied::MissingPermission.into());
    }
    let before = of_this_arrival(tx, &case).await?;
    if !case.is_at_intake() {
        if !case.state.is_on_bench() && case.state != State::ReadyToShip {
            return Err(Conflict::NotAtIntake.into());
        }
        if before.is_some() {
            cx.actor().require(Permission::RepairLead)?;
        }
    }
    let found = compare(&case, &new, "accessories")?;
    must_not_take_away(cx, &case, before.as_ref(), &found, "serial")?;
    if before.as_ref().is_some_and(|before| before.found == found) {
        return Ok(case);
    }
    write(tx, cx, &case, before, found).await?;
    let mut after = case.clone();
    after.count_change(cx.now());
    tx.repairs().update(&after).await?;
    event::tell_changed(tx, cx, &case, &after).await?;
    Ok(after)
}

/// A lead says that the unit which came is the right one, although another was announced; without that, or a corrected
/// number, nobody works on it. Said again, the reason is replaced.
pub async fn confirm_device(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: RepairId,
    expected: Option<i64>,
    reason: CaseText,
) -> Result<Repair> {
    let case = find_version(tx, cx, id, expected).await?;
    if !Mover::Lead.is(cx.actor(), case.requester) {
        return Err(Denied::MissingPermission.into());
    }
    if case.has_left() {
        return Err(Conflict::RepairHasLeft.into());
    }
    let intake = of_this_arrival(tx, &case).await?.ok_or(Error::NotFound("intake"))?;
    if intake.serial_matches != Some(false) {
        return Err(Conflict::NoWrongDevice.into());
    }
    if intake.confirmed.as_ref().is_some_and(|confirmed| confirmed.reason == reason) {
        return Ok(case);
    }
    note(tx, cx, &case, format!("{CONFIRMED} {}", reason.as_str())).await?;
    let confirmed = Some(DeviceConfirmation { reason, by: cx.actor().account(), at: cx.now() });
    tx.repair_records().put_intake(id, &Intake { confirmed, ..intake }).await?;
    let mut after = case.clone();
    after.count_change(cx.now());
    tx.repairs().update(&after).await?;
    event::tell_changed(tx, cx, &case, &after).await?;
    Ok(after)
}

/// Whether the unit that came can be worked on: it is the one that was announced, a lead has said that it is right, or
/// nobody can tell.
pub(super) async fn is_right_device(tx: &mut dyn Tx, case: &Repair) -> Result<bool> {
    let intake = of_this_arrival(tx, case).await?;
    Ok(!intake.is_some_and(|intake| intake.is_of_wrong_device()))
}

/// Whether what was in the parcel is written down.
pub(super) async fn is_done(tx: &mut dyn Tx, case: &Repair) -> Result<bool> {
    Ok(of_this_arrival(tx, case).await?.is_some())
}

/// Checks what is given with a move of a case.
pub(super) async fn check(tx: &mut dyn Tx, cx: &Ctx, case: &Repair, new: &NewIntake) -> Result<()> {
    let found = compare(case, new, "intake/accessories")?;
    let before = of_this_arrival(tx, case).await?;
    must_not_take_away(cx, case, before.as_ref(), &found, "intake/serial")?;
    if intake(tx, cx, case, before, found).await?.is_of_wrong_device() {
        let missing = vec![Need::RightDevice.name()];
        return Err(Conflict::RepairNotReady { missing, allowed: allowed(cx, case) }.into());
    }
    Ok(())
}

/// Stores what is given with a move of a case, which [`check`] has let through.
pub(super) async fn store(tx: &mut dyn Tx, cx: &Ctx, case: &Repair, new: &NewIntake) -> Result<()> {
    let found = compare(case, new, "intake/accessories")?;
    let before = of_this_arrival(tx, case).await?;
    if before.as_ref().is_some_and(|before| before.found == found) {
        return Ok(());
    }
    write(tx, cx, case, before, found).await
}

/// A number that was read is corrected by another one. That there is none after all is a lead's to say: a unit without
/// a number is compared with nothing.
fn must_not_take_away(
    cx: &Ctx,
    case: &Repair,
    before: Option<&Intake>,
    found: &Unpacked,
    member: &str,
) -> Result<()> {
    let was_read = before.is_some_and(|before| before.found.serial.is_some());
    if !was_read || found.serial.is_some() || Mover::Lead.is(cx.actor(), case.requester) {
        return Ok(());
    }
    let detail = "was read before: only a lead says that there is none";
    Err(Error::invalid(needs::fault(member, "required", detail)))
}

fn compare(case: &Repair, new: &NewIntake, member: &str) -> Result<Unpacked> {
    let mut fields = Fields::default();
    let found = new.compare(&case.accessories, &mut fields, member);
    fields.check()?;
    Ok(found)
}

async fn write(
    tx: &mut dyn Tx,
    cx: &Ctx,
    case: &Repair,
    before: Option<Intake>,
    found: Unpacked,
) -> Result<()> {
    if let Some(before) = &before {
        let text = match &before.found.serial {
            Some(read) if before.found.serial != found.serial => {
                format!("{CORRECTED} [the number read before: {}]", read.as_str())
            }
            _ => CORRECTED.to_owned(),
        };
        note(tx, cx, case, text).await?;
    }
    let intake = intake(tx, cx, case, before, found).await?;
    tx.repair_records().put_intake(case.id, &intake).await
}

/// What is written down in the place of what was: who opened the parcel, and when, stays, and so does what was said of
/// the same unit or packed of the same things.
async fn intake(
    tx: &mut dyn Tx,
    cx: &Ctx,
    case: &Repair,
    before: Option<Intake>,
    found: Unpacked,
) -> Result<Intake> {
    let (by, at) = before.as_ref().map_or((cx.actor().account(), cx.now()), |intake| (intake.by, intake.at));
    let announced = exchange::serial_at(tx, case, at).await?;
    let seen = found.serial.as_ref().map(Serial::folded_key);
    let serial_matches =
        announced.zip(seen.as_ref()).map(|(announced, seen)| announced.folded_key() == *seen);
    let is_same_unit = |before: &Intake| before.found.serial.as_ref().map(Serial::folded_key) == seen;
    let confirmed = before.as_ref().filter(|before| is_same_unit(before));
    let confirmed =
        confirmed.and_then(|before| before.confirmed.clone()).filter(|_| serial_matches == Some(false));
    let returned = before.filter(|before| before.found.accessories == found.accessories);
    let returned = returned.and_then(|before| before.returned);
    Ok(Intake { found, serial_matches, confirmed, returned, by, at })
}

/// What was found in the parcel, if the actor may know of the case: not found until it was opened.
pub async fn intake_of(tx: &mut dyn Tx, cx: &Ctx, id: RepairId) -> Result<Intake> {
    let case = find(tx, cx, id).await?;
    of_this_arrival(tx, &case).await?.ok_or(Error::NotFound("intake"))
}

/// What was found when the device came last: what a parcel held that came before says nothing of this one.
pub(crate) async fn of_this_arrival(tx: &mut dyn Tx, case: &Repair) -> Result<Option<Intake>> {
    let intake = tx.repair_records().intake(case.id).await?;
    Ok(intake.filter(|intake| case.stamps.received.is_none_or(|received| received <= intake.at)))
}

async fn note(tx: &mut dyn Tx, cx: &Ctx, case: &Repair, text: String) -> Result<()> {
    let movers = [Mover::Lead, Mover::Technician, Mover::Logistics];
    let by = movers.into_iter().find(|mover| mover.is(cx.actor(), case.requester));
    let entry = HistoryEntry {
        seq: 0,
        from: Some(case.state),
        to: case.state,
        actor: cx.actor().account(),
        by: by.unwrap_or(Mover::Technician),
        reason: None,
        note: Some(CaseText::from_stored(text)),
        at: cx.now(),
    };
    tx.repair_records().record(case.id, &entry).await
}
