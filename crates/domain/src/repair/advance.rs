//! Moving a case: by a person, and by time.

use super::{
    AddressEffect, Coverage, DisposalWay, Given, HistoryEntry, Letter, Mover, Need, Outcome, Repair, State,
    Transition, Viewer, address, change::await_address, clock, exchange, needs, notice, record, reminders,
    transitions, unpack, view::find_version,
};
use crate::{
    Ctx,
    address::Look,
    clock::Timestamp,
    coverage,
    device::{self, Serial},
    error::{Conflict, Denied, Error, FieldError, Result},
    id::RepairId,
    identity::{AccountState, Permission},
    money::Money,
    privacy, shipment,
    store::Tx,
    ticket::EventKind,
};

/// Moves a case, if its version (as the actor counts) is still `expected`.
pub async fn advance(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: RepairId,
    expected: Option<i64>,
    to: State,
    given: Given,
    look: Look,
) -> Result<Repair> {
    let before = find_version(tx, cx, id, expected).await?;
    check_members(cx, &before, &given)?;
    let (transition, by) = choose(cx, &before, to, &given)?;
    let mut missing = needs::missing(tx, cx, &before, transition).await?;
    // What is found in the parcel now counts, not what was written down before.
    missing.retain(|need| *need != Need::RightDevice || given.intake.is_none());
    if missing == [Need::QuoteInForce] {
        return Err(Conflict::QuoteNotInForce { allowed: allowed(cx, &before) }.into());
    }
    if !missing.is_empty() {
        let missing = missing.into_iter().map(Need::name).collect();
        return Err(Conflict::RepairNotReady { missing, allowed: allowed(cx, &before) }.into());
    }
    Box::pin(check_given(tx, cx, &before, transition, &given)).await?;
    let after = Box::pin(carry_out(tx, cx, before, transition, (by, given), look)).await?;
    if after.state == State::Outbound { Box::pin(shipment::catch_up(tx, cx, after)).await } else { Ok(after) }
}

/// Only the desk writes what only the desk reads.
fn check_members(cx: &Ctx, case: &Repair, given: &Given) -> Result<()> {
    let is_customer = Mover::Customer.is(cx.actor(), case.requester);
    if !is_customer && !Mover::ALL.iter().any(|mover| mover.is(cx.actor(), case.requester)) {
        return Err(Denied::MissingPermission.into());
    }
    if is_customer && given.note.is_some() {
        return Err(Error::invalid(needs::fault("note", "not_expected", "this transition does not take it")));
    }
    Ok(())
}

/// Where the actor can take the case, in the actor's own terms.
pub(super) fn allowed(cx: &Ctx, case: &Repair) -> Vec<&'static str> {
    let is = |mover: Mover| mover.is(cx.actor(), case.requester);
    let is_held = case.is_held(cx);
    let edges = transitions::from(case.state, is).filter(|edge| !(is_held && edge.to.is_terminal()));
    let mut names: Vec<_> = edges.map(|edge| edge.to.name()).collect();
    names.dedup();
    names
}

/// The row of the table that the request means. Someone who may act as several has several: the first that
/// takes what was given, or what is wrong with the first.
fn choose(cx: &Ctx, case: &Repair, to: State, given: &Given) -> Result<(&'static Transition, Mover)> {
    let is = |mover: Mover| mover.is(cx.actor(), case.requester);
    let mut first: Option<Vec<FieldError>> = None;
    for transition in transitions::from(case.state, is).filter(|edge| edge.to == to) {
        // Whatever it lacks: it is not offered either.
        if to.is_terminal() {
            case.must_not_be_held(cx)?;
        }
        let faults = given.faults(transition);
        let by = transition.by.iter().copied().find(|mover| is(*mover));
        if let (true, Some(by)) = (faults.is_empty(), by) {
            return Ok((transition, by));
        }
        first.get_or_insert(faults);
    }
    if let Some(faults) = first {
        return Err(Error::Invalid(faults));
    }
    let viewer = Viewer::of(cx.actor())?;
    let (from, to) = (viewer.state(case.state).name(), to.name());
    Err(Conflict::RepairTransition { from, to, allowed: allowed(cx, case) }.into())
}

/// What was given fits the case.
async fn check_given(
    tx: &mut dyn Tx,
    cx: &Ctx,
    case: &Repair,
    transition: &Transition,
    given: &Given,
) -> Result<()> {
    let refuse = |member, code, detail| Err(Error::invalid(needs::fault(member, code, detail)));
    if given.rma_number.as_ref().is_some_and(|scanned| *scanned != case.rma_number) {
        return refuse("rma_number", "wrong_case", "is the number of another case");
    }
    if given.coverage == Some(Coverage::Goodwill) && !coverage::says_goodwill(tx, case).await? {
        cx.actor().require(Permission::RepairLead)?;
    }
    if transition.needs.contains(&Need::Covered) && !needs::is_free(case) {
        let limit = case.limit.map_or(0, |limit| limit.amount_minor);
        match given.cost_minor {
            None => return Err(Error::invalid(needs::required("cost_minor"))),
            Some(cost) if cost > limit => {
                return refuse("cost_minor", "above_limit", "must be within the limit that the customer set");
            }
            Some(_) => {}
        }
    }
    if transition.needs.contains(&Need::Serial) {
        check_serial(tx, case, given.serial.as_ref()).await?;
    }
    if let Some(second) = given.second_person {
        let account = tx.accounts().find(second).await?;
        let fits = account.is_some_and(|account| {
            account.state == AccountState::Active
                && account.role.may(Permission::RepairRead)
                && cx.actor().account() != Some(account.id)
        });
        if !fits {
            return refuse("second_person_id", "unknown_reference", "must be another active member of staff");
        }
        if case.disposal_confirmed_by != Some(second) {
            return refuse("second_person_id", "not_confirmed", "must have confirmed it");
        }
    }
    if let Some(disposal) = &given.disposal
        && (disposal.way == DisposalWay::Sold) != disposal.proceeds.is_some()
    {
        return refuse("disposal/proceeds", "proceeds", "stands with what is sold, and with nothing else");
    }
    if let Some(proceeds) = given.disposal.as_ref().and_then(|disposal| disposal.proceeds) {
        check_proceeds(tx, case, proceeds).await?;
    }
    record::check(tx, cx, case, transition, given).await
}

/// Somebody paid something for a device, in the currency in which its customer would have paid.
async fn check_proceeds(tx: &mut dyn Tx, case: &Repair, proceeds: Money) -> Result<()> {
    let refuse = |member, code, detail| Err(Error::invalid(needs::fault(member, code, detail)));
    if proceeds.amount_minor <= 0 {
        return refuse("disposal/proceeds/amount_minor", "out_of_range", "must be more than nothing");
    }
    let quotes =
        if case.stamps.quoted.is_some() { tx.repair_records().quotes(case.id).await? } else { Vec::new() };
    match quotes.last() {
        Some(quote) if quote.content.currency != proceeds.currency => {
            refuse("disposal/proceeds/currency", "wrong_currency", "must be the currency of the quote")
        }
        _ => Ok(()),
    }
}

/// What leaves is the case's unit: by the number that is registered or has taken its place, or by the one that was
/// read when it was unpacked, since either may be wrong. One on which nobody could read a number leaves without.
async fn check_serial(tx: &mut dyn Tx, case: &Repair, scanned: Option<&Serial>) -> Result<()> {
    let known = exchange::serial_here(tx, case).await?;
    let intake = unpack::of_this_arrival(tx, case).await?;
    let is_unreadable = case.replacement_serial.is_none()
        && intake.as_ref().is_some_and(|intake| intake.found.serial.is_none());
    // What was unpacked before an exchange stays here.
    let exchanged_at = tx.repair_exchanges().list(case.id).await?.last().map(|exchange| exchange.at);
    let unpacked = intake.filter(|intake| exchanged_at.is_none_or(|at| at < intake.at));
    let unpacked = unpacked.and_then(|intake| intake.found.serial);
    let expected: Vec<_> = known.into_iter().chain(unpacked).map(|serial| serial.folded_key()).collect();
    let (code, detail) = match scanned {
        None if expected.is_empty() || is_unreadable => return Ok(()),
        None => ("required", "this transition needs it"),
        Some(scanned) if expected.is_empty() || expected.contains(&scanned.folded_key()) => return Ok(()),
        Some(_) => ("wrong_device", "is the serial number of another device"),
    };
    Err(Error::invalid(needs::fault("serial", code, detail)))
}

/// Writes the move with all that belongs to it, in the caller's transaction.
pub(super) async fn carry_out(
    tx: &mut dyn Tx,
    cx: &Ctx,
    before: Repair,
    transition: &'static Transition,
    (by, given): (Mover, Given),
    look: Look,
) -> Result<Repair> {
    let (from, to) = (before.state, transition.to);
    if to.is_terminal() {
        before.must_not_be_held(cx)?;
    }
    let mut after = before.clone();
    take_over(&mut after, transition, by, cx, &given);
    record::store(tx, cx, &before, &mut after, transition, &given).await?;
    if from == State::Requested && matches!(to, State::Authorized | State::Rejected) {
        coverage::record_decision(tx, cx, &before, to, given.coverage).await?;
    }
    if given.coverage.is_some() {
        destroy_proofs(tx, cx, &before).await?;
    }
    if to == State::Unclaimed {
        after.notice_plan = Some(notice::plan(tx, &after).await?);
    }
    after.reminder_plan = reminders::plan(tx, &after, to, cx.now()).await?;
    after.enter(to, cx.now());
    await_address(tx, cx, &mut after).await?;
    let is_shown = from.as_seen_by_requester() != to.as_seen_by_requester();
    if is_shown {
        after.count_change(cx.now());
    } else {
        after.count_hidden_change(cx.now());
    }
    // Before the address ends: copies of it in what is said now end with it.
    let entry = HistoryEntry {
        seq: 0,
        from: Some(from),
        to,
        actor: cx.actor().account(),
        by,
        reason: given.reason,
        note: given.note,
        at: cx.now(),
    };
    tx.repair_records().record(after.id, &entry).await?;
    let mut news = Some(EventKind::RepairMoved { repair: after.id, to, is_shown });
    match transition.address() {
        AddressEffect::Purge => {
            address::destroy_telling(tx, cx, &mut after, address::Cause::Ended(to), look, &mut news).await?;
        }
        AddressEffect::Bounced if matches!(from, State::Outbound | State::Delivered) => {
            address::mark_bounced(tx, before.id).await?;
        }
        _ => {}
    }
    tx.repairs().update(&after).await?;
    if to == State::Closed {
        coverage::settle(tx, cx, &after, from).await?;
    }
    if to.is_terminal() {
        privacy::follow_end(tx, cx, &after).await?;
    }
    if let Some(news) = news {
        super::event::tell(tx, cx, &after, news).await?;
    }
    match transition.letter {
        Some(letter) if to == State::Unclaimed => notice::write(tx, cx, &after, letter).await?,
        Some(letter) => super::event::write(tx, cx, &after, letter).await?,
        None => {}
    }
    Ok(after)
}

/// What pays for the repair is decided: what proved the purchase is needed no longer.
async fn destroy_proofs(tx: &mut dyn Tx, cx: &Ctx, case: &Repair) -> Result<()> {
    let Some(device) = case.device else { return Ok(()) };
    let found = tx.devices().find_visible(device::Viewer::Staff, device).await?;
    match found {
        Some(device) => device::destroy_proofs(tx, cx, &device).await,
        None => Ok(()),
    }
}

/// What the move changes of the case itself.
fn take_over(after: &mut Repair, transition: &Transition, by: Mover, cx: &Ctx, given: &Given) {
    if let Some(coverage) = given.coverage {
        after.coverage = Some(coverage);
        after.coverage_reason.clone_from(&given.reason);
    }
    if let Some(outcome) = given.outcome.or_else(|| only(transition.outcomes)) {
        let is_lost = (transition.from, transition.to) == (State::Outbound, State::Closed);
        after.outcome_before_loss = if is_lost { after.outcome } else { None };
        after.outcome = Some(outcome);
    }
    if (transition.from, transition.to) == (State::Closed, State::Undeliverable) {
        after.outcome = after.outcome_before_loss.take().or(after.outcome);
    }
    if given.replacement_serial.is_some() {
        after.replacement_serial.clone_from(&given.replacement_serial);
    }
    if transition.to == State::Diagnosing && by == Mover::Technician {
        after.assignee = cx.actor().account();
    }
    after.disposal = given.disposal.or(after.disposal);
    after.part_expected_on = given.part.as_ref().map(|part| part.expected_on);
}

const fn only(outcomes: &[Outcome]) -> Option<Outcome> {
    match outcomes {
        [outcome] => Some(*outcome),
        _ => None,
    }
}

/// Up to how many cases one look for what is due finds.
const LOOK: u64 = 100;

/// How long time leaves a case alone that it could not move.
const LEFT_ALONE: chrono::Duration = chrono::Duration::hours(1);

/// Cases of which time does something now, longest due first, behind this place.
pub async fn due(
    tx: &mut dyn Tx,
    cx: &Ctx,
    after: Option<(Timestamp, RepairId)>,
) -> Result<Vec<(Timestamp, RepairId)>> {
    tx.repairs().due(cx.now(), after, LOOK).await
}

/// Something keeps time from moving a case: it is tried again later, or when the case changes.
pub async fn leave_alone(tx: &mut dyn Tx, cx: &Ctx, id: RepairId) -> Result<()> {
    tx.repairs().set_stuck(id, cx.now() + LEFT_ALONE).await
}

/// Does what time does next with a case; nothing, if it is not due any more.
pub async fn pass_time(tx: &mut dyn Tx, cx: &Ctx, id: RepairId, look: Look) -> Result<()> {
    let Some(before) = tx.repairs().find_visible(Viewer::Staff, id).await? else { return Ok(()) };
    match clock::next(&before) {
        Some((clock::Step::Move(_, to), at)) if at <= cx.now() => {
            let given = Given::default();
            let (transition, by) = choose(cx, &before, to, &given)?;
            carry_out(tx, cx, before, transition, (by, given), look).await.map(drop)
        }
        Some((step, at)) if step.is_reminder() && at <= cx.now() => {
            let mut after = before;
            after.reminders += 1;
            after.count_hidden_change(cx.now());
            tx.repairs().update(&after).await?;
            if after.state == State::Unclaimed {
                notice::write(tx, cx, &after, Letter::Reminder).await
            } else {
                super::event::write(tx, cx, &after, Letter::Reminder).await
            }
        }
        // A hold has ended or was prolonged: the column is written anew.
        _ => tx.repairs().update(&before).await,
    }
}
