//! What a repair came to, where the customer has approved a maximum.

use super::{
    FinalPrice, Line, Mover, Quote, QuoteStatus, Repair, State, Sums, advance::allowed, event, needs,
    view::find_version,
};
use crate::{
    Ctx,
    error::{Conflict, Denied, Error, Result},
    id::RepairId,
    store::Tx,
    ticket::EventKind,
};

/// Writes down what a repair came to, after the work and before the device leaves. Writing it down again replaces it.
pub async fn put_final_price(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: RepairId,
    expected: Option<i64>,
    lines: Vec<Line>,
) -> Result<Repair> {
    let mut case = find_version(tx, cx, id, expected).await?;
    let prices = [Mover::Agent, Mover::Technician, Mover::Lead];
    if !prices.iter().any(|mover| mover.is(cx.actor(), case.requester)) {
        return Err(Denied::MissingPermission.into());
    }
    let quote = approved_maximum(tx, &case).await?.ok_or(Conflict::NoMaximumApproved)?;
    let here = [State::Testing, State::ReadyToShip, State::Undeliverable, State::Unclaimed];
    if !here.contains(&case.state) {
        let (from, to) = (case.state.name(), State::Testing.name());
        return Err(Conflict::RepairTransition { from, to, allowed: allowed(cx, &case) }.into());
    }
    if quote.final_price.as_ref().is_some_and(|price| is_charged(&case, price)) {
        return Err(Conflict::RepairHasLeft.into());
    }
    check(&quote, &lines)?;
    let price = FinalPrice { lines, by: cx.actor().account(), at: cx.now() };
    tx.repair_records().put_final_price(case.id, quote.version, &price).await?;
    case.count_change(cx.now());
    tx.repairs().update(&case).await?;
    event::tell(tx, cx, &case, EventKind::RepairPriced { repair: case.id }).await?;
    Ok(case)
}

/// A price is not below nothing, and not above what was approved: that takes another version, and another approval.
fn check(quote: &Quote, lines: &[Line]) -> Result<()> {
    let refuse = |code, detail| Err(Error::invalid(needs::fault("lines", code, detail)));
    let (price, maximum) = (Sums::of(lines).to_pay(), quote.content.sums().to_pay());
    if price > maximum {
        return refuse(
            "above_maximum",
            "must come to no more than the maximum that was approved: issue another quote",
        );
    }
    if price < 0 {
        return refuse("below_zero", "must not come to less than nothing");
    }
    Ok(())
}

/// The quote that the customer has approved last, if its sum is a maximum.
async fn approved_maximum(tx: &mut dyn Tx, case: &Repair) -> Result<Option<Quote>> {
    let quotes = tx.repair_records().quotes(case.id).await?;
    let decided = quotes.into_iter().rfind(|quote| quote.status != QuoteStatus::Superseded);
    Ok(decided.filter(Quote::awaits_price))
}

/// Whether it is known what the repair came to, where that was left open.
pub(super) async fn is_known(tx: &mut dyn Tx, case: &Repair) -> Result<bool> {
    // Whoever never was quoted for has nothing open.
    if case.stamps.quoted.is_none() {
        return Ok(true);
    }
    let Some(quote) = approved_maximum(tx, case).await? else { return Ok(true) };
    Ok(quote.final_price.is_some_and(|price| is_charged(case, &price) || is_of_this_work(case, &price)))
}

/// Whether the device has left with this price: it stays, whatever comes back.
fn is_charged(case: &Repair, price: &FinalPrice) -> bool {
    let left = [case.stamps.dispatched, case.stamps.delivered];
    left.into_iter().flatten().any(|at| at >= price.at)
}

/// Whether it was written down after the work was done last.
fn is_of_this_work(case: &Repair, price: &FinalPrice) -> bool {
    case.stamps.repaired.is_none_or(|done| price.at >= done)
}
