//! The address vault: an address is sealed with a key of its own, that key is wrapped by an epoch's key
//! outside the database, and epochs end. So what has ended ends in every backup, too.
//!
//! - give: [`prepare`] before the transaction, [`store`] in it; read: [`record_access`] in a transaction that is
//!   committed, then [`open`]; end: [`purge`] in the transaction that ends the reason to keep it, with the proof
//!   ([`Swept`]) that copies were looked for;
//! - [`Rotation`] renews the epoch, [`write_ledger`] tells the ledger what has ended;
//! - [`check_keys`] and [`standing`] are asked before a server answers, [`reconcile`] makes a restored database
//!   agree with what has happened since.

pub mod cipher;
mod drill;
mod key;
mod ledger;
mod model;
mod open;
mod purge;
mod put;
mod reconcile;
mod repo;
mod rotation;
mod sealed;
mod shelf;
mod start;
mod verify;
mod write_ledger;

use std::sync::Arc;

pub use drill::{Drill, DrillRepo};
pub use key::{CheckValue, DataKey, Epoch, HeldKey, KeyProvider, WrapPlace};
pub use ledger::{Archive, Fact, LedgerEntry, LedgerHead, LedgerKnown, check_chain, continue_chain, ledger};
pub use model::{
    ACCESS_LIFE, Access, AddressRecord, Capture, CapturedVia, Copies, EpochRecord, HeldAddress,
    LONGEST_CEILING, PurgeRecord, PurgeRule, Purpose, Quality, SURE_FOR, VaultFigures, Wrap,
};
pub use open::{Opened, accesses, open, record_access, record_failure, try_to_open};
pub use purge::{Swept, purge, receipts};
pub(crate) use purge::{hold, purge_again};
pub use put::{Prepared, confirm, mark_bounced, prepare, record, store};
pub use reconcile::{Reconciled, reconcile, refuse_losses};
pub use repo::{AccessRepo, AddressRepo, EpochRepo, PurgeRepo};
pub use rotation::{Rotation, Step};
pub use sealed::{AddressBytes, LONGEST, SealedAddress};
pub use shelf::{Shelf, ShelvedWrap};
pub use start::{Standing, check_keys, standing};
pub use verify::{Check, prove, verify};
pub use write_ledger::{Told, write_ledger};

/// What the vault keeps outside the database.
#[derive(Clone)]
pub struct Vault {
    /// The keys of epochs.
    pub keys: Arc<dyn KeyProvider>,
    /// Ledger and shelf.
    pub archive: Arc<dyn Archive>,
}
