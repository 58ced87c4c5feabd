use super::{
    CaseText, Given, HistoryEntry, Mover, Repair, ReturnMethod, State, Viewer, address, advance::carry_out,
    change::await_address, event, transitions,
};
use crate::{Ctx, address::Look, error::Result, id::RepairId, store::Tx};

/// Stops a case whose customer wants to be erased, as far as it can be: what has not begun is called off in the
/// customer's name; what is on its way here or on the bench waits to be picked up, and its address ends. What is on
/// its way back arrives. False if nothing changed.
pub async fn stop(tx: &mut dyn Tx, cx: &Ctx, id: RepairId, look: Look) -> Result<bool> {
    let Some(before) = tx.repairs().find_visible(Viewer::Staff, id).await? else { return Ok(false) };
    if before.has_left() || before.must_not_be_held(cx).is_err() {
        return Ok(false);
    }
    let is = |mover| mover == Mover::Customer;
    let called_off = transitions::from(before.state, is).find(|edge| edge.to == State::Cancelled);
    if let Some(transition) = called_off {
        carry_out(tx, cx, before, transition, (Mover::Customer, Given::default()), look).await?;
        return Ok(true);
    }
    if before.return_method == ReturnMethod::PickUp {
        return Ok(false);
    }
    // The bench learns why it is not to be sent.
    let entry = HistoryEntry {
        note: Some(CaseText::from_stored(TO_BE_PICKED_UP.to_owned())),
        ..entry(cx, before.state, before.state, Mover::Customer)
    };
    tx.repair_records().record(id, &entry).await?;
    let mut after = Repair { return_method: ReturnMethod::PickUp, ..before.clone() };
    address::destroy(tx, cx, &mut after, address::Cause::NotNeeded, look).await?;
    await_address(tx, cx, &mut after).await?;
    after.count_change(cx.now());
    tx.repairs().update(&after).await?;
    event::tell_changed(tx, cx, &before, &after).await?;
    Ok(true)
}

/// What the bench reads in the history.
const TO_BE_PICKED_UP: &str = "[to be picked up: the customer has asked to be erased]";

fn entry(cx: &Ctx, from: State, to: State, by: Mover) -> HistoryEntry {
    HistoryEntry { seq: 0, from: Some(from), to, actor: None, by, reason: None, note: None, at: cx.now() }
}

/// Ends a case of a restored database whose customer was erased since, behind its end: nobody knows any more how that was.
pub(crate) async fn end_of_erased(tx: &mut dyn Tx, cx: &Ctx, id: RepairId, look: Look) -> Result<()> {
    let Some(before) = tx.repairs().find_visible(Viewer::Staff, id).await? else { return Ok(()) };
    let mut after = Repair { hold: None, legal_hold: None, ..before.clone() };
    after.enter(State::Cancelled, cx.now());
    after.count_change(cx.now());
    let entry = entry(cx, before.state, after.state, Mover::Time);
    tx.repair_records().record(id, &entry).await?;
    address::destroy(tx, cx, &mut after, address::Cause::Ended(State::Cancelled), look).await?;
    tx.repairs().update(&after).await
}
