//! The only place where cases and the vault of addresses meet.

use super::{Destination, Repair, State, change::await_address};
use crate::{
    Ctx,
    error::Result,
    id::RepairId,
    store::Tx,
    vault::{self, PurgeRule, Quality},
};

/// Whether there is an address that is not marked as bad.
pub(super) async fn is_good(tx: &mut dyn Tx, repair: RepairId) -> Result<bool> {
    let record = vault::record(tx, repair).await?;
    Ok(record.is_some_and(|record| record.quality != Quality::Bounced))
}

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

/// Destroys the address, before the case comes to where none may be: the database refuses any other order.
pub(super) async fn destroy(tx: &mut dyn Tx, cx: &Ctx, case: &Repair, why: Cause) -> Result<()> {
    vault::purge(tx, cx, case.id, why.rule()).await
}

/// Marks the address as bad: a parcel did not arrive there.
pub(super) async fn mark_bounced(tx: &mut dyn Tx, repair: RepairId) -> Result<()> {
    vault::mark_bounced(tx, repair).await
}

/// Writes that the case's address is another one, or none: whether it is awaited, and, of a new one, what stays
/// of where the parcel went.
pub async fn address_changed(
    tx: &mut dyn Tx,
    cx: &Ctx,
    case: &Repair,
    destination: Option<Destination>,
) -> Result<Repair> {
    let mut after = case.clone();
    if let Some(destination) = destination {
        after.destination = destination;
    }
    await_address(tx, cx, &mut after).await?;
    after.count_change(cx.now());
    tx.repairs().update(&after).await?;
    Ok(after)
}
