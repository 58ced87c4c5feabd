//! The only place where cases and the vault of addresses meet.

use super::{Repair, State};
use crate::{Ctx, error::Result, id::RepairId, store::Tx};

/// Whether there is an address that is not marked as bad.
pub(super) async fn is_good(_tx: &mut dyn Tx, _repair: RepairId) -> Result<bool> {
    Ok(false)
}

/// Why an address is destroyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// The case comes to this state, in which it is over.
    Ended(State),
    /// The device comes back another way.
    NotNeeded,
}

/// Destroys the address, before the case comes to where none may be: the database refuses any other order.
pub(super) async fn destroy(_tx: &mut dyn Tx, _cx: &Ctx, _case: &Repair, _cause: Cause) -> Result<()> {
    Ok(())
}

/// Marks the address as bad: a parcel did not arrive there.
pub(super) async fn mark_bounced(_tx: &mut dyn Tx, _cx: &Ctx, _repair: RepairId) -> Result<()> {
    Ok(())
}
