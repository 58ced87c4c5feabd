//! What exchanges of a case come to when it ends: which unit is the customer's, and what covers it.

use super::{CoverageKind, CoverageRule, CoverageSource, Entry, current, ledger::blank};
use crate::{
    Ctx,
    device::{self, Device},
    error::Result,
    id::{AccountId, DeviceId},
    repair::{Exchange, Outcome, Repair},
    store::Tx,
};

/// Settles the exchanges of a case that is being closed. Returns the unit that the customer has, if the case was about
/// that; `None` if another one took its place just now, or the customer has none.
pub(super) async fn settle(
    tx: &mut dyn Tx,
    cx: &Ctx,
    case: &Repair,
    device: Device,
    is_handed_over: bool,
) -> Result<Option<Device>> {
    let exchanges = tx.repair_exchanges().list(case.id).await?;
    let Some(last) = exchanges.last() else { return Ok(Some(device)) };
    let earlier = earlier_unit(tx, &exchanges).await?;
    if !is_handed_over {
        // The unit of an earlier exchange stays at the desk, too.
        if let Some(unit) = earlier {
            end(tx, cx, case, &unit).await?;
            take_from_customer(tx, cx, case, &unit).await?;
        }
        return Ok(None);
    }
    if last.swap.is_some() {
        return Ok(Some(earlier.unwrap_or(device)));
    }
    let Some(owner) = case.requester else { return Ok(None) };
    let old = earlier.as_ref().filter(|unit| unit.owner == case.requester).unwrap_or(&device);
    let replacement = swap(tx, cx, case, old, owner, last).await?;
    tx.repair_exchanges().swap(case.id, last.seq, replacement.id, cx.now()).await?;
    if let Some(unit) = earlier.as_ref().filter(|unit| unit.key != replacement.key) {
        if unit.id != old.id {
            end(tx, cx, case, unit).await?;
        }
        take_from_customer(tx, cx, case, unit).await?;
    }
    // What was repaired before it left has more to settle.
    Ok((case.outcome != Some(Outcome::Exchanged)).then_some(replacement))
}

/// The unit that went out by an exchange of the same case that was settled before: the customer's, or whose it is since
/// the customer has handed it on.
async fn earlier_unit(tx: &mut dyn Tx, exchanges: &[Exchange]) -> Result<Option<Device>> {
    let settled = exchanges.iter().rev().find_map(|exchange| exchange.swap.as_ref());
    let Some(unit) = settled.and_then(|swap| swap.unit) else { return Ok(None) };
    let Some(found) = tx.devices().find_visible(device::Viewer::Staff, unit).await? else { return Ok(None) };
    if found.owner.is_some() {
        return Ok(Some(found));
    }
    let live = tx.devices().live(found.product, &found.key).await?;
    for holding in live {
        if comes_from(tx, &holding, found.id).await? {
            return Ok(Some(holding));
        }
    }
    Ok(None)
}

/// Whether a holding was handed on from another one, by whatever number of hands.
async fn comes_from(tx: &mut dyn Tx, holding: &Device, origin: DeviceId) -> Result<bool> {
    let mut before = holding.transferred_from;
    while let Some(id) = before {
        if id == origin {
            return Ok(true);
        }
        let holding = tx.devices().find_visible(device::Viewer::Staff, id).await?;
        before = holding.and_then(|holding| holding.transferred_from);
    }
    Ok(false)
}

/// The unit is its customer's no longer. Of who has got it from the customer, a person decides that.
async fn take_from_customer(tx: &mut dyn Tx, cx: &Ctx, case: &Repair, unit: &Device) -> Result<()> {
    if unit.owner == case.requester { device::take_back(tx, cx, unit).await } else { Ok(()) }
}

/// The unit that the customer got instead is theirs, and covered as the old one was, which is covered no more.
async fn swap(
    tx: &mut dyn Tx,
    cx: &Ctx,
    case: &Repair,
    old: &Device,
    owner: AccountId,
    exchange: &Exchange,
) -> Result<Device> {
    let replacement = device::replace(tx, cx, old, owner, &exchange.new_serial).await?;
    if replacement.id == old.id {
        return Ok(replacement);
    }
    let today = cx.now().date_naive();
    let ledger = tx.coverage().of_device(old.id).await?;
    let own = tx.coverage().of_device(replacement.id).await?;
    // A unit that the customer had before is theirs again.
    for ended in current(&own).filter(|entry| entry.kind == CoverageKind::Ended && !entry.is_withdrawn()) {
        let never = (ended.from, ended.from - chrono::Duration::days(1));
        let void = blank(cx, ended.kind, ended.rule, CoverageSource::Exchange, never);
        let void = Entry { replaces: Some(ended.seq), repair: Some(case.id), ..void };
        tx.coverage().add(replacement.id, &void).await?;
    }
    let has = |kind, until| current(&own).any(|entry| entry.kind == kind && entry.until >= until);
    let inherited = current(&ledger).filter(|entry| {
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
    end(tx, cx, case, old).await?;
    Ok(replacement)
}

/// A unit is covered no more.
async fn end(tx: &mut dyn Tx, cx: &Ctx, case: &Repair, unit: &Device) -> Result<()> {
    let today = cx.now().date_naive();
    let ended = CoverageKind::Ended;
    let ended = blank(cx, ended, CoverageRule::UnitExchanged, CoverageSource::Repair, (today, today));
    tx.coverage().add(unit.id, &Entry { repair: Some(case.id), ..ended }).await
}
