//! What a repair that is closed adds to the ledger.

use super::{
    CoverageKind, CoverageRule, CoverageSource, Entry, current, exchange,
    follow::extension,
    ledger::{blank, months_after},
};
use crate::{
    Ctx,
    device::{self, Device},
    error::Result,
    repair::{Coverage, Outcome, Repair, State},
    store::Tx,
};

/// Adds what follows from a repair that is being closed, in the same transaction; once, however often it is closed.
pub(crate) async fn settle(tx: &mut dyn Tx, cx: &Ctx, case: &Repair, from: State) -> Result<()> {
    let Some(id) = case.device else { return Ok(()) };
    // Holds the device: who adds to its ledger comes one after the other.
    let Some(device) = tx.devices().find_visible(device::Viewer::Staff, id).await? else { return Ok(()) };
    let unit = exchange::settle(tx, cx, case, device, is_handed_over(case, from)).await?;
    let Some(device) = unit else { return Ok(()) };
    let ledger = tx.coverage().of_device(device.id).await?;
    let is_done =
        ledger.iter().any(|entry| entry.repair == Some(case.id) && entry.source == CoverageSource::Repair);
    if is_done {
        return Ok(());
    }
    match (case.outcome, case.coverage) {
        (Some(Outcome::Repaired), Some(Coverage::LegalGuarantee)) => {
            extend(tx, cx, case, &device, &ledger).await
        }
        (Some(Outcome::Repaired), Some(Coverage::Paid)) => warrant(tx, cx, case, &device).await,
        _ => Ok(()),
    }
}

/// Whether the case ends with the unit in its customer's hands.
fn is_handed_over(case: &Repair, from: State) -> bool {
    from == State::Delivered || (from == State::Outbound && case.outcome != Some(Outcome::LostCompensated))
}

/// A repair under the legal guarantee makes it longer, once. The database says the same.
async fn extend(tx: &mut dyn Tx, cx: &Ctx, case: &Repair, device: &Device, ledger: &[Entry]) -> Result<()> {
    let terms = tx.repair_terms().get().await?;
    let has_one = ledger.iter().any(|entry| entry.kind == CoverageKind::Extension);
    // One that was over when the customer told of the fault is not made longer.
    let told = case.created_at;
    let guarantee = current(ledger).filter(|entry| {
        entry.kind == CoverageKind::LegalGuarantee && !entry.begins_after(told) && !entry.is_over_at(told)
    });
    let Some(guarantee) = guarantee.max_by_key(|entry| entry.until) else { return Ok(()) };
    let (begins, ends) = (guarantee.from, guarantee.until);
    let earlier = tx.coverage().marked(device, CoverageKind::Extension).await?.is_some_and(|on| on >= begins);
    if has_one || earlier || terms.extension_months == 0 {
        return Ok(());
    }
    let days = extension(ends, &terms);
    let kind = CoverageKind::Extension;
    let entry = blank(cx, kind, CoverageRule::AfterRepair, CoverageSource::Repair, days);
    tx.coverage().add(device.id, &Entry { repair: Some(case.id), ..entry }).await
}

/// The desk stands in for a repair that was paid for, from when the customer had the device again.
async fn warrant(tx: &mut dyn Tx, cx: &Ctx, case: &Repair, device: &Device) -> Result<()> {
    let months = tx.repair_terms().get().await?.repair_warranty_months;
    if months == 0 {
        return Ok(());
    }
    let from = case.stamps.delivered.unwrap_or_else(|| cx.now()).date_naive();
    let days = (from, months_after(from, months));
    let kind = CoverageKind::RepairWarranty;
    let entry = blank(cx, kind, CoverageRule::DesksWarranty, CoverageSource::Repair, days);
    tx.coverage().add(device.id, &Entry { repair: Some(case.id), ..entry }).await
}
