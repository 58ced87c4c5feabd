//! The ledger follows what is known of a device's purchase, and whose it is.

use chrono::NaiveDate;

use super::{
    CoverageKind, CoverageRule, CoverageSource, Entry, current,
    ledger::{blank, months_after},
};
use crate::{
    Ctx,
    attachment::PartOf,
    device::{Device, DeviceStatus, PurchaseDate},
    error::{Conflict, Result},
    identity::Permission,
    repair::RepairTerms,
    store::Tx,
};

/// From how many entries on only the desk corrects a purchase: nothing leaves a ledger.
const MOST_BY_OWNER: usize = 40;

/// What follows from a purchase: the rule and the days.
type Term = (CoverageRule, NaiveDate, NaiveDate);

/// Writes down what follows from a purchase as it is known now. What followed before stays, replaced. A unit that
/// was handed over has been bought long ago: what it came with counts. What was promised stays, whatever the terms are
/// meanwhile, as long as nobody says otherwise of the purchase.
pub(crate) async fn follow_purchase(
    tx: &mut dyn Tx,
    cx: &Ctx,
    before: Option<&Device>,
    device: &Device,
) -> Result<()> {
    let is_as_before = before.is_some_and(|before| {
        (before.purchased_on, &before.seller_country) == (device.purchased_on, &device.seller_country)
    });
    let ledger = tx.coverage().of_device(device.id).await?;
    let is_owners_word = before.is_some() && !cx.actor().may(Permission::DeviceManage);
    if is_owners_word && device.purchased_on.is_some() && ledger.len() >= MOST_BY_OWNER {
        return Err(Conflict::TooManyCorrections.into());
    }
    let terms = tx.repair_terms().get().await?;
    let came_with_it =
        |entry: &Entry| matches!(entry.source, CoverageSource::HandOver | CoverageSource::Exchange);
    let is_first = device.transferred_from.is_none() && !ledger.iter().any(came_with_it);
    let bought = device.purchased_on.map(PurchaseDate::date).filter(|_| is_first);
    let source = source(tx, cx, device).await?;
    if is_as_before {
        return confirm(tx, cx, device, &ledger, source).await;
    }
    if let Some(day) = bought {
        follow_mark(tx, cx, device, &ledger, day).await?;
    }
    let guarantee = bought.map(|day| guarantee(&terms, device, day));
    replace(tx, cx, device, &ledger, CoverageKind::LegalGuarantee, source, guarantee).await?;
    let product = tx.products().find_many(&[device.product]).await?.pop();
    let warranty = bought.zip(product.and_then(|product| product.warranty_months));
    let warranty =
        warranty.map(|(day, months)| (CoverageRule::MakersWarranty, day, months_after(day, months)));
    replace(tx, cx, device, &ledger, CoverageKind::CommercialWarranty, source, warranty).await?;
    match guarantee {
        Some((_, _, ends)) => move_extension(tx, cx, device, &ledger, ends, &terms).await,
        None if is_first => withdraw_extension(tx, cx, device, &ledger).await,
        None => Ok(()),
    }
}

/// A unit that was exchanged after this purchase is covered no more, whoever registers it anew.
async fn follow_mark(
    tx: &mut dyn Tx,
    cx: &Ctx,
    device: &Device,
    ledger: &[Entry],
    bought: NaiveDate,
) -> Result<()> {
    let kind = CoverageKind::Ended;
    let is_known = ledger.iter().any(|entry| entry.kind == kind);
    if is_known || tx.coverage().marked(device, kind).await?.is_none_or(|on| on < bought) {
        return Ok(());
    }
    let rule = CoverageRule::UnitExchanged;
    let ended = blank(cx, kind, rule, CoverageSource::Exchange, (bought, bought));
    tx.coverage().add(device.id, &Entry { recorded_by: None, ..ended }).await
}

/// Remembers of a unit what it has once, before its ledger goes with its registration.
pub(crate) async fn leave_marks(tx: &mut dyn Tx, device: &Device) -> Result<()> {
    let ledger = tx.coverage().of_device(device.id).await?;
    for kind in [CoverageKind::Extension, CoverageKind::Ended] {
        let had = current(&ledger).filter(|entry| entry.kind == kind && !entry.is_withdrawn());
        if let Some(on) = had.map(|entry| entry.at.date_naive()).max() {
            tx.coverage().mark(device, kind, on).await?;
        }
    }
    Ok(())
}

/// What followed from the purchase before is proven now.
async fn confirm(
    tx: &mut dyn Tx,
    cx: &Ctx,
    device: &Device,
    ledger: &[Entry],
    source: CoverageSource,
) -> Result<()> {
    if source != CoverageSource::Proof {
        return Ok(());
    }
    let told =
        current(ledger).filter(|entry| entry.source == CoverageSource::Registration && !entry.is_withdrawn());
    for known in told {
        let proven = blank(cx, known.kind, known.rule, source, (known.from, known.until));
        tx.coverage().add(device.id, &Entry { replaces: Some(known.seq), ..proven }).await?;
    }
    Ok(())
}

/// A registration counts as proven once the desk, having seen the proof, confirms it: not by what the customer says
/// later.
async fn source(tx: &mut dyn Tx, cx: &Ctx, device: &Device) -> Result<CoverageSource> {
    let proven = cx.actor().may(Permission::DeviceManage)
        && device.status == DeviceStatus::Confirmed
        && !tx.attachments().of(&[PartOf::Device(device.id)]).await?.is_empty();
    Ok(if proven { CoverageSource::Proof } else { CoverageSource::Registration })
}

fn guarantee(terms: &RepairTerms, device: &Device, bought: NaiveDate) -> Term {
    let (months, is_national) = terms.guarantee_months(device.seller_country.as_ref());
    let rule = if is_national { CoverageRule::NationalGuarantee } else { CoverageRule::SellersGuarantee };
    (rule, bought, months_after(bought, months))
}

async fn replace(
    tx: &mut dyn Tx,
    cx: &Ctx,
    device: &Device,
    ledger: &[Entry],
    kind: CoverageKind,
    source: CoverageSource,
    term: Option<Term>,
) -> Result<()> {
    let known = current(ledger).find(|entry| entry.kind == kind && entry.is_of_purchase());
    let entry = match (known, term) {
        (None, None) => return Ok(()),
        (Some(known), None) if known.is_withdrawn() => return Ok(()),
        (Some(known), None) => {
            let never = (known.from, known.from - chrono::Duration::days(1));
            blank(cx, kind, CoverageRule::PurchaseWithdrawn, source, never)
        }
        (known, Some((rule, from, until))) => {
            let is_same = |known: &Entry| {
                let was_proven = known.source == CoverageSource::Proof;
                (known.rule, known.from, known.until) == (rule, from, until)
                    && (known.source == source || was_proven)
            };
            // Proofs are destroyed once they are decided on: what was proven stays so.
            if known.is_some_and(is_same) {
                return Ok(());
            }
            blank(cx, kind, rule, source, (from, until))
        }
    };
    tx.coverage().add(device.id, &Entry { replaces: known.map(|known| known.seq), ..entry }).await
}

/// An extension goes on from where the guarantee ends.
async fn move_extension(
    tx: &mut dyn Tx,
    cx: &Ctx,
    device: &Device,
    ledger: &[Entry],
    ends: NaiveDate,
    terms: &RepairTerms,
) -> Result<()> {
    let Some(known) = current(ledger).find(|entry| entry.kind == CoverageKind::Extension) else {
        return Ok(());
    };
    let (from, until) = extension(ends, terms);
    if (known.from == from && !known.is_withdrawn()) || known.source == CoverageSource::HandOver {
        return Ok(());
    }
    let moved = Entry {
        seq: 0,
        rule: CoverageRule::AfterRepair,
        from,
        until,
        replaces: Some(known.seq),
        recorded_by: cx.actor().account(),
        at: cx.now(),
        ..known.clone()
    };
    tx.coverage().add(device.id, &moved).await
}

/// Without a guarantee there is nothing to go on from.
async fn withdraw_extension(tx: &mut dyn Tx, cx: &Ctx, device: &Device, ledger: &[Entry]) -> Result<()> {
    let known = current(ledger).find(|entry| {
        entry.kind == CoverageKind::Extension
            && entry.source == CoverageSource::Repair
            && !entry.is_withdrawn()
    });
    let Some(known) = known else { return Ok(()) };
    let never = (known.from, known.from - chrono::Duration::days(1));
    let withdrawn = blank(cx, known.kind, CoverageRule::PurchaseWithdrawn, known.source, never);
    let withdrawn = Entry { replaces: Some(known.seq), repair: known.repair, ..withdrawn };
    tx.coverage().add(device.id, &withdrawn).await
}

/// The days of an extension of a guarantee that ends on a day.
pub(super) fn extension(ends: NaiveDate, terms: &RepairTerms) -> (NaiveDate, NaiveDate) {
    (ends + chrono::Duration::days(1), months_after(ends, terms.extension_months))
}

/// What covers a unit goes with it to its next owner, from today on: since when is the giver's business. What the
/// taker told of a purchase counts no more.
pub(crate) async fn follow_hand_over(
    tx: &mut dyn Tx,
    cx: &Ctx,
    giver: &Device,
    taker: &Device,
) -> Result<()> {
    follow_purchase(tx, cx, None, taker).await?;
    let today = cx.now().date_naive();
    let ledger = tx.coverage().of_device(giver.id).await?;
    let in_force: Vec<_> = current(&ledger).filter(|entry| !entry.is_withdrawn()).collect();
    // A unit that was exchanged is covered no more, whoever has it: that goes with it, and nothing else.
    if in_force.iter().any(|entry| entry.kind == CoverageKind::Ended) {
        let rule = CoverageRule::UnitExchanged;
        let ended = blank(cx, CoverageKind::Ended, rule, CoverageSource::HandOver, (today, today));
        tx.coverage().add(taker.id, &ended).await?;
        return tx.coverage().forget(giver.id).await;
    }
    for entry in in_force.into_iter().filter(|entry| entry.until >= today) {
        let days = (entry.from.max(today), entry.until);
        let inherited = blank(cx, entry.kind, entry.rule, CoverageSource::HandOver, days);
        tx.coverage().add(taker.id, &inherited).await?;
    }
    tx.coverage().forget(giver.id).await
}
