use chrono::{Duration, NaiveDate};

use super::{CoverageKind, CoverageRule, CoverageSource, Decided, Decision, Entry, Fault, decide};
use crate::{
    Ctx,
    device::{self, Device},
    error::{Conflict, Error, FieldError, Result, Rule},
    id::{DeviceId, RepairId},
    identity::Permission,
    repair::{self, CaseText, Coverage, Repair, State},
    store::Tx,
};

/// How far ahead a lead can agree to pay.
pub const LONGEST_GOODWILL: Duration = Duration::days(3653);

/// A device's ledger, if the actor may know of the device.
pub async fn read(tx: &mut dyn Tx, cx: &Ctx, id: DeviceId) -> Result<(Device, Vec<Entry>)> {
    let device = device::find(tx, cx, id).await?;
    let ledger = tx.coverage().of_device(device.id).await?;
    Ok((device, ledger))
}

/// What would pay for a fault that shows up today.
pub fn for_device(cx: &Ctx, ledger: &[Entry]) -> Decision {
    decide(Some(ledger), Fault { at: cx.now(), follow_up_of: None })
}

/// What pays for a repair by its device's ledger as it is now, and all that was decided of it.
pub async fn for_repair(tx: &mut dyn Tx, cx: &Ctx, id: RepairId) -> Result<(Decision, Vec<Decided>)> {
    let case = repair::find(tx, cx, id).await?;
    Ok((compute(tx, &case).await?, tx.coverage().decided(case.id).await?))
}

/// A fault counts from the day on which the customer told of it.
async fn compute(tx: &mut dyn Tx, case: &Repair) -> Result<Decision> {
    let fault = Fault { at: case.created_at, follow_up_of: case.follow_up_of };
    match case.device {
        Some(device) => Ok(decide(Some(&tx.coverage().of_device(device).await?), fault)),
        None => Ok(decide(None, fault)),
    }
}

/// Whether a lead has agreed before to pay for it: then it is no kindness of who decides now.
pub(crate) async fn says_goodwill(tx: &mut dyn Tx, case: &Repair) -> Result<bool> {
    Ok(compute(tx, case).await?.coverage == Coverage::Goodwill)
}

/// Stores what was decided of a request, beside what follows from the ledger.
pub(crate) async fn record_decision(
    tx: &mut dyn Tx,
    cx: &Ctx,
    case: &Repair,
    to: State,
    coverage: Option<Coverage>,
) -> Result<()> {
    let computed = compute(tx, case).await?;
    let decided = Decided { to, computed, coverage, by: cx.actor().account(), at: cx.now() };
    tx.coverage().add_decided(case.id, &decided).await
}

/// A lead agrees to pay for repairs of a device until a day.
pub async fn grant(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: DeviceId,
    until: NaiveDate,
    reason: CaseText,
) -> Result<Device> {
    cx.actor().require(Permission::RepairLead)?;
    let device = device::find(tx, cx, id).await?;
    if device.owner.is_none() {
        return Err(Conflict::DeviceEnded.into());
    }
    let today = cx.now().date_naive();
    if until < today || until > today + LONGEST_GOODWILL {
        let rule = Rule::new("out_of_range", "must be within the next ten years");
        return Err(Error::invalid(FieldError::at("until", rule)));
    }
    let entry = Entry {
        reason: Some(reason),
        ..blank(cx, CoverageKind::Goodwill, CoverageRule::LeadsWord, CoverageSource::Lead, (today, until))
    };
    tx.coverage().add(device.id, &entry).await?;
    Ok(device)
}

/// An entry of which only what it gives is said.
pub(super) fn blank(
    cx: &Ctx,
    kind: CoverageKind,
    rule: CoverageRule,
    source: CoverageSource,
    (from, until): (NaiveDate, NaiveDate),
) -> Entry {
    Entry {
        seq: 0,
        kind,
        rule,
        source,
        from,
        until,
        repair: None,
        reason: None,
        replaces: None,
        recorded_by: cx.actor().account(),
        at: cx.now(),
    }
}

/// The same day, so many months later; the last of the month, if that has fewer days.
pub(super) fn months_after(day: NaiveDate, months: i32) -> NaiveDate {
    let months = chrono::Months::new(u32::try_from(months).unwrap_or_default());
    day.checked_add_months(months).unwrap_or(day)
}
