use chrono::Duration;

use super::{
    CaseText, DeclaredAccessory, HistoryEntry, Hold, Mover, Repair, ReturnMethod, State, address, event,
    view::find_version,
};
use crate::{
    Ctx,
    address::Look,
    audit::{self, ActKind},
    error::{Conflict, Denied, Error, FieldError, Result, Rule},
    id::{AccountId, RepairId},
    identity::{AccountState, Permission},
    money::Money,
    patch::Patch,
    privacy,
    store::Tx,
};

/// What to change of a case.
#[derive(Debug, Clone, Default)]
pub struct RepairChange {
    /// How the device comes back.
    pub return_method: Option<ReturnMethod>,
    /// Up to which cost the customer need not be asked.
    pub limit: Patch<Money>,
    /// Whether something is sent to the customer first. Staff only.
    pub is_prepaid: Option<bool>,
    /// Who works on it. Staff only.
    pub assignee: Patch<AccountId>,
    /// What is in the parcel beside the device.
    pub accessories: Option<Vec<DeclaredAccessory>>,
    /// Whether the carrier owes. Staff only.
    pub claim_open: Option<bool>,
}

impl RepairChange {
    /// The permission that each touched member needs. The customer says how the device comes back and what
    /// a repair may cost.
    pub(crate) fn check_rights(&self, cx: &Ctx, case: &Repair) -> Result<()> {
        let is = |mover: Mover| mover.is(cx.actor(), case.requester);
        let speaks = is(Mover::Customer) || is(Mover::Agent);
        let allowed = [
            (self.return_method.is_some() || self.limit.is_present() || self.accessories.is_some(), speaks),
            (self.is_prepaid.is_some(), is(Mover::Agent)),
            (self.assignee.is_present(), is(Mover::Technician)),
            (self.claim_open.is_some(), is(Mover::Logistics)),
        ];
        let refused = allowed.iter().any(|(touched, may)| *touched && !may);
        if refused { Err(Denied::MissingPermission.into()) } else { Ok(()) }
    }
}

/// Changes a case, if its version (as the actor counts) is still `expected`. Nothing is written if nothing
/// changes.
pub async fn change(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: RepairId,
    expected: Option<i64>,
    change: RepairChange,
    look: Look,
) -> Result<Repair> {
    let before = find_version(tx, cx, id, expected).await?;
    change.check_rights(cx, &before)?;
    must_be_open(&before)?;
    check_limit(cx, &before, &change.limit)?;
    if before.has_left() && (change.return_method.is_some() || change.is_prepaid.is_some()) {
        return Err(Conflict::RepairHasLeft.into());
    }
    if change.accessories.is_some() && before.state.has_device() {
        return Err(Conflict::ParcelIsHere.into());
    }
    if change.return_method.is_some_and(|method| method != ReturnMethod::PickUp) {
        privacy::must_not_have_stopped(tx, before.requester).await?;
    }
    if let Patch::Set(assignee) = change.assignee {
        check_assignee(tx, assignee).await?;
    }
    let mut after = before.clone();
    after.return_method = change.return_method.unwrap_or(before.return_method);
    after.is_prepaid = change.is_prepaid.unwrap_or(before.is_prepaid);
    after.claim_opened_at = match change.claim_open {
        Some(true) => before.claim_opened_at.or(Some(cx.now())),
        Some(false) => None,
        None => before.claim_opened_at,
    };
    if let Some(accessories) = change.accessories {
        after.accessories = accessories;
    }
    change.limit.apply(&mut after.limit);
    change.assignee.apply(&mut after.assignee);
    if after == before {
        return Ok(before);
    }
    if before.allows_address() && !after.allows_address() {
        before.must_not_be_held(cx)?;
        address::destroy(tx, cx, &mut after, address::Cause::NotNeeded, look).await?;
    }
    await_address(tx, cx, &mut after).await?;
    let hidden =
        Repair { assignee: after.assignee, claim_opened_at: after.claim_opened_at, ..before.clone() };
    if hidden == after {
        after.count_hidden_change(cx.now());
    } else {
        after.count_change(cx.now());
    }
    tx.repairs().update(&after).await?;
    record(tx, cx, &before, &after).await?;
    event::tell_changed(tx, cx, &before, &after).await?;
    Ok(after)
}

/// Who has changed what the desk goes by stands in the history.
async fn record(tx: &mut dyn Tx, cx: &Ctx, before: &Repair, after: &Repair) -> Result<()> {
    let by = if Mover::Customer.is(cx.actor(), before.requester) { Mover::Customer } else { Mover::Agent };
    let back = (after.return_method != before.return_method)
        .then(|| format!("[how it comes back: {}]", after.return_method.name()));
    let limit = (after.limit != before.limit).then(|| match after.limit {
        Some(limit) => format!("[what it may cost unasked: {}]", limit.readable('.')),
        None => "[what it may cost unasked: nothing]".to_owned(),
    });
    for note in [back, limit].into_iter().flatten() {
        let entry = HistoryEntry {
            seq: 0,
            from: Some(after.state),
            to: after.state,
            actor: cx.actor().account(),
            by,
            reason: None,
            note: Some(CaseText::from_stored(note)),
            at: cx.now(),
        };
        tx.repair_records().record(after.id, &entry).await?;
    }
    Ok(())
}

/// Whether the case waits for an address, or to be fetched, from now on.
pub(super) async fn await_address(tx: &mut dyn Tx, cx: &Ctx, case: &mut Repair) -> Result<()> {
    let waits = case.state == State::ReadyToShip
        && case.return_method == ReturnMethod::Parcel
        && !address::is_good(tx, case.id).await?;
    if waits != case.awaiting_address_since.is_some() {
        case.awaiting_address_since = waits.then(|| cx.now());
        case.reminders = 0;
    }
    let is_ready_to_fetch = case.state == State::ReadyToShip && case.is_fetched();
    if is_ready_to_fetch != case.fetched_since.is_some() {
        case.fetched_since = is_ready_to_fetch.then(|| cx.now());
        case.reminders = 0;
    }
    Ok(())
}

/// What a repair may cost without asking is the customer's word: the desk takes it back, and does not raise it.
fn check_limit(cx: &Ctx, case: &Repair, limit: &Patch<Money>) -> Result<()> {
    let Patch::Set(limit) = limit else { return Ok(()) };
    let is_within =
        |known: Money| known.currency == limit.currency && limit.amount_minor <= known.amount_minor;
    if Mover::Customer.is(cx.actor(), case.requester) || case.limit.is_some_and(is_within) {
        return Ok(());
    }
    let detail = "is raised by the customer only: issue a quote, and record what proves the decision";
    Err(Error::invalid(FieldError::at("limit", Rule::new("customers_word", detail))))
}

fn must_be_open(case: &Repair) -> Result<()> {
    if case.state.is_terminal() { Err(Conflict::RepairOver.into()) } else { Ok(()) }
}

/// Who works on a device is active and may.
async fn check_assignee(tx: &mut dyn Tx, assignee: AccountId) -> Result<()> {
    let account = tx.accounts().find(assignee).await?;
    let fits =
        account.is_some_and(|a| a.state == AccountState::Active && a.role.may(Permission::RepairBench));
    if fits {
        return Ok(());
    }
    let rule = Rule::new("unknown_reference", "must be an active member of staff who repairs devices");
    Err(Error::invalid(FieldError::at("assignee_id", rule)))
}

/// The longest that a case can rest at once.
pub const LONGEST_HOLD: Duration = Duration::days(14);
/// The longest that the law can hold a case at once.
pub const LONGEST_LEGAL_HOLD: Duration = Duration::days(90);

/// Which hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldKind {
    /// The desk's: time does nothing.
    Desk,
    /// The law's: the case cannot end.
    Legal,
}

impl HoldKind {
    const fn longest(self) -> Duration {
        match self {
            Self::Desk => LONGEST_HOLD,
            Self::Legal => LONGEST_LEGAL_HOLD,
        }
    }

    fn check_right(self, cx: &Ctx, case: &Repair) -> Result<()> {
        match self {
            Self::Legal => cx.actor().require(Permission::RepairLegalHold),
            Self::Desk => {
                let may = [Mover::Agent, Mover::Technician, Mover::Logistics, Mover::Lead];
                let may = may.iter().any(|mover| mover.is(cx.actor(), case.requester));
                if may { Ok(()) } else { Err(Denied::MissingPermission.into()) }
            }
        }
    }
}

/// Puts a case on hold or prolongs that; `None` ends it, and is harmless if there is none.
pub async fn hold(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: RepairId,
    expected: Option<i64>,
    kind: HoldKind,
    hold: Option<Hold>,
) -> Result<Repair> {
    let before = find_version(tx, cx, id, expected).await?;
    kind.check_right(cx, &before)?;
    if let Some(Hold { until, .. }) = hold {
        must_be_open(&before)?;
        if until <= cx.now() || until > cx.now() + kind.longest() {
            let detail = match kind {
                HoldKind::Desk => "must be within the next 14 days",
                HoldKind::Legal => "must be within the next 90 days",
            };
            return Err(Error::invalid(FieldError::at("until", Rule::new("out_of_range", detail))));
        }
    }
    put_hold(tx, cx, before, kind, hold).await
}

async fn put_hold(
    tx: &mut dyn Tx,
    cx: &Ctx,
    before: Repair,
    kind: HoldKind,
    hold: Option<Hold>,
) -> Result<Repair> {
    let mut case = before.clone();
    let begins = hold.is_some();
    let place = match kind {
        HoldKind::Desk => &mut case.hold,
        HoldKind::Legal => &mut case.legal_hold,
    };
    if *place == hold {
        return Ok(case);
    }
    *place = hold;
    case.count_hidden_change(cx.now());
    tx.repairs().update(&case).await?;
    event::tell_changed(tx, cx, &before, &case).await?;
    if kind == HoldKind::Legal {
        let act = if begins { ActKind::RepairHeld } else { ActKind::RepairReleased };
        audit::record(tx, cx, act.on(case.id)).await?;
    }
    Ok(case)
}
