//! The only place where cases and the vault of addresses meet.

use super::{Destination, Repair, State, Viewer, change::await_address};
use crate::{
    Ctx,
    address::Look,
    error::{Error, Result},
    id::RepairId,
    store::Tx,
    ticket::EventKind,
    vault::{self, AddressRecord, PurgeRule, Quality},
};

/// Why an address is destroyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// The case comes to this state, in which it is over.
    Ended(State),
    /// The device comes back another way.
    NotNeeded,
}

impl Cause {
    const fn rule(self) -> PurgeRule {
        match self {
            Self::Ended(State::Cancelled) => PurgeRule::Cancelled,
            Self::Ended(State::Rejected) => PurgeRule::Rejected,
            Self::Ended(State::Expired) => PurgeRule::Expired,
            Self::Ended(_) => PurgeRule::Closed,
            Self::NotNeeded => PurgeRule::NotNeeded,
        }
    }
}

/// Whether there is an address that is not marked as bad.
pub(super) async fn is_good(tx: &mut dyn Tx, repair: RepairId) -> Result<bool> {
    let record = vault::record(tx, repair).await?;
    Ok(record.is_some_and(|record| record.quality != Quality::Bounced))
}

/// Destroys the address with its copies, before the case comes to where none may be: the database refuses any
/// other order. The caller writes the case back.
pub(super) async fn destroy(
    tx: &mut dyn Tx,
    cx: &Ctx,
    case: &mut Repair,
    why: Cause,
    look: Look,
) -> Result<()> {
    purge(tx, cx, case, why.rule(), look, &mut None).await
}

/// The same; what is news is told to the case's ticket with what was taken out of it, and stays where nothing was
/// looked for in the ticket.
pub(super) async fn destroy_telling(
    tx: &mut dyn Tx,
    cx: &Ctx,
    case: &mut Repair,
    why: Cause,
    look: Look,
    news: &mut Option<EventKind>,
) -> Result<()> {
    purge(tx, cx, case, why.rule(), look, news).await
}

async fn purge(
    tx: &mut dyn Tx,
    cx: &Ctx,
    case: &mut Repair,
    rule: PurgeRule,
    look: Look,
    news: &mut Option<EventKind>,
) -> Result<()> {
    // None can be given any more by a letter that is on its way. First, so that what waits to be stored behind it
    // is stored at once.
    tx.address_links().void(case.id, cx.now()).await?;
    let swept = look.sweep_telling(tx, cx, case, news).await?;
    vault::purge(tx, cx, case.id, rule, swept).await
}

/// Ends the address of a case that goes on and that the caller holds: it waits for one again if it needs one.
pub(crate) async fn end_address(
    tx: &mut dyn Tx,
    cx: &Ctx,
    mut case: Repair,
    rule: PurgeRule,
    look: Look,
) -> Result<Repair> {
    purge(tx, cx, &mut case, rule, look, &mut None).await?;
    follow_address(tx, cx, case).await
}

/// Whether the customer is asked if the address is still right, before a parcel goes there: it had been given
/// long before, or a parcel came back.
pub fn is_to_be_confirmed(case: &Repair, record: &AddressRecord) -> bool {
    let is_next = matches!(case.state, State::ReadyToShip | State::Undeliverable | State::Unclaimed);
    is_next && (record.quality == Quality::Bounced || record.sure_until <= case.state_at)
}

/// Marks the address as bad: a parcel did not arrive there.
pub(super) async fn mark_bounced(tx: &mut dyn Tx, repair: RepairId) -> Result<()> {
    vault::mark_bounced(tx, repair).await
}

/// Follows an address that was given, confirmed or taken away, in the same transaction: the case waits for one
/// or no longer does. The customer sees a new version either way.
pub async fn address_changed(tx: &mut dyn Tx, cx: &Ctx, id: RepairId) -> Result<Repair> {
    let found = tx.repairs().find_visible(Viewer::Staff, id).await?;
    follow_address(tx, cx, found.ok_or(Error::NotFound("repair"))?).await
}

/// The same, of a case that the caller holds.
pub(crate) async fn follow_address(tx: &mut dyn Tx, cx: &Ctx, mut case: Repair) -> Result<Repair> {
    await_address(tx, cx, &mut case).await?;
    case.count_change(cx.now());
    tx.repairs().update(&case).await?;
    Ok(case)
}

/// The same of an address that was given: country, region, city and postcode stay, as in the contact record.
pub(crate) async fn address_given(
    tx: &mut dyn Tx,
    cx: &Ctx,
    mut case: Repair,
    destination: Destination,
) -> Result<Repair> {
    case.destination = destination;
    follow_address(tx, cx, case).await
}
