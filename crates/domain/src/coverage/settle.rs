//! What a repair that is closed adds to the ledger.

use super::{
    CoverageKind, CoverageRule, CoverageSource, Entry, current,
    follow::extension,
    ledger::{blank, months_after},
};
use crate::{
    Ctx,
    device::{self, Device},
    error::Result,
    repair::{Coverage, Outcome, Repair},
    store::Tx,
};

/// Adds what follows from a repair that is being closed, in the same transaction; once, however often it is closed.
pub(crate) async fn settle(tx: &mut dyn Tx, cx: &Ctx, case: &Repair) -> Result<()> {
    let Some(id) = case.device else { return Ok(()) };
    // Holds the device: who adds to its ledger comes one after the other.
    let Some(device) = tx.devices().find_visible(device::Viewer::Staff, id).await? else { return Ok(()) };
    let ledger = tx.coverage().of_device(id).await?;
    let is_done =
        ledger.iter().any(|entry| entry.repair == Some(case.id) && entry.source == CoverageSource::Repair);
    if is_done {
        return Ok(());
    }
    // The unit that the customer got instead may have come back, and the case has ended otherwise then.
    let got_another = case.outcome == Some(Outcome::Exchanged) || case.stamps.delivered.is_some();
    if case.replacement_serial.is_some() && got_another {
        return exchange(tx, cx, case, &device, &ledger).await;
    }
    match (case.outcome, case.coverage) {
        (Some(Outcome::Repaired), Some(Coverage::LegalGuarantee)) => {
            extend(tx, cx, case, &device, &ledger).await
        }
        (Some(Outcome::Repaired), Some(Coverage::Paid)) => warrant(tx, cx, case, &device).await,
        _ => Ok(()),
    }
}

/// A repair under the legal guarantee makes it longer, once. The database says the same.
async fn extend(tx: &mut dyn Tx, cx: &Ctx, case: &Repair, device: &Device, ledger: &[Entry]) -> Result<()> {
    let terms = tx.repair_terms().get().await?;
    let has_one = ledger.iter().any(|entry| entry.kind == CoverageKind::Extension);
    // One that was over when the customer told of the fault is not made longer.
    let told = case.created_at.date_naive();
    let guarantee = current(ledger).filter(|entry| {
        entry.kind == CoverageKind::LegalGuarantee && (entry.from..=entry.until).contains(&told)
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

/// The unit that the customer got instead is theirs, and covered as this one was; this one is covered no more.
async fn exchange(tx: &mut dyn Tx, cx: &Ctx, case: &Repair, device: &Device, ledger: &[Entry]) -> Result<()> {
    let (Some(owner), Some(serial)) = (case.requester, &case.replacement_serial) else { return Ok(()) };
    let replacement = device::replace(tx, cx, device, owner, serial).await?;
    if replacement.id == device.id {
        return Ok(());
    }
    let today = cx.now().date_naive();
    let own = tx.coverage().of_device(replacement.id).await?;
    // A unit that the customer had before is theirs again.
    for ended in current(&own).filter(|entry| entry.kind == CoverageKind::Ended && !entry.is_withdrawn()) {
        let never = (ended.from, ended.from - chrono::Duration::days(1));
        let void = blank(cx, ended.kind, ended.rule, CoverageSource::Exchange, never);
        let void = Entry { replaces: Some(ended.seq), repair: Some(case.id), ..void };
        tx.coverage().add(replacement.id, &void).await?;
    }
    let has = |kind, until| current(&own).any(|entry| entry.kind == kind && entry.until >= until);
    let inherited = current(ledger).filter(|entry| {
        entry.kind != CoverageKind::Ended
            && entry.until >= today
            && !entry.is_withdrawn()
            && !has(entry.kind, entry.until)
    });
    for entry in inherited {
        let copy = Entry {
            seq: 0,
            source: CoverageSource::Exchange,
            replaces: None,
            recorded_by: None,
            at: cx.now(),
            ..entry.clone()
        };
        tx.coverage().add(replacement.id, &copy).await?;
    }
    let ended = CoverageKind::Ended;
    let ended = blank(cx, ended, CoverageRule::UnitExchanged, CoverageSource::Repair, (today, today));
    tx.coverage().add(device.id, &Entry { repair: Some(case.id), ..ended }).await
}
