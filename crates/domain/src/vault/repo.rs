use async_trait::async_trait;
use uuid::Uuid;

use super::{
    Access, AddressRecord, Epoch, EpochRecord, HeldAddress, LedgerKnown, PurgeRecord, Quality, SealedAddress,
    VaultFigures, Wrap,
};
use crate::{
    clock::Timestamp,
    error::Result,
    id::RepairId,
    page::{Page, PageRequest},
};

/// Sealed addresses in the store.
#[async_trait]
pub trait AddressRepo: Send {
    /// What is known of a case's address.
    async fn find(&mut self, repair: RepairId) -> Result<Option<AddressRecord>>;
    /// Holds a case's address and its wrapped key until this transaction ends.
    async fn hold(&mut self, repair: RepairId) -> Result<Option<HeldAddress>>;
    /// The address itself, sealed.
    async fn sealed(&mut self, repair: RepairId) -> Result<Option<SealedAddress>>;
    /// Stores an address where there is none. The database refuses where the case's state allows none.
    async fn add(&mut self, record: &AddressRecord, sealed: &SealedAddress) -> Result<()>;
    /// Says how far it can be relied on, and until when without asking.
    async fn set_quality(
        &mut self,
        repair: RepairId,
        quality: Quality,
        sure_until: Option<Timestamp>,
    ) -> Result<()>;
    /// Deletes a case's address and its wrapped key.
    async fn remove(&mut self, repair: RepairId) -> Result<()>;
    /// Whose address is past its ceiling, with no legal hold and no open claim to keep it: in the order of their
    /// ends, behind this place.
    async fn overdue(
        &mut self,
        now: Timestamp,
        after: Option<(Timestamp, RepairId)>,
        limit: u64,
    ) -> Result<Vec<(Timestamp, RepairId)>>;
    /// Whose address is where the case's state allows none: the database keeps it from being so.
    async fn misplaced(&mut self) -> Result<Vec<RepairId>>;
}

/// Who has looked at addresses.
#[async_trait]
pub trait AccessRepo: Send {
    /// Puts one on record.
    async fn add(&mut self, access: &Access) -> Result<()>;
    /// Says that nothing was opened.
    async fn set_failed(&mut self, id: Uuid, at: Timestamp) -> Result<()>;
    /// One page of a case's, newest first.
    async fn of(&mut self, repair: RepairId, page: &PageRequest<Uuid>) -> Result<Page<Access, Uuid>>;
    /// Forgets what is older; returns how many.
    async fn remove_older(&mut self, before: Timestamp, limit: u64) -> Result<u64>;
}

/// Epochs and wrapped keys in the store.
#[async_trait]
pub trait EpochRepo: Send {
    /// Every epoch, in order.
    async fn all(&mut self) -> Result<Vec<EpochRecord>>;
    /// Adds one.
    async fn add(&mut self, record: &EpochRecord) -> Result<()>;
    /// Keeps an epoch from being retired until this transaction ends; false if it is gone.
    async fn hold(&mut self, epoch: Epoch) -> Result<bool>;
    /// Makes one current that is there, and no other.
    async fn make_current(&mut self, epoch: Epoch) -> Result<()>;
    /// Forgets an epoch that wraps nothing; false if it still does, or is current, or is not there.
    async fn remove(&mut self, epoch: Epoch) -> Result<bool>;
    /// Wrapped keys in the order of their cases, behind this place; only of epochs before `before`, if it is given.
    async fn wraps(
        &mut self,
        before: Option<Epoch>,
        after: Option<RepairId>,
        limit: u64,
    ) -> Result<Vec<Wrap>>;
    /// How the vault stands, for whoever watches over it.
    async fn figures(&mut self) -> Result<VaultFigures>;
    /// Replaces a wrap that is still the one that was read.
    async fn rewrap(&mut self, old: &Wrap, new: &Wrap) -> Result<bool>;
}

/// What has ended, and what the ledger knows of it.
#[async_trait]
pub trait PurgeRepo: Send {
    /// Puts the end of an address on record.
    async fn add(&mut self, record: &PurgeRecord) -> Result<()>;
    /// Ends that the ledger does not know yet, oldest first.
    async fn unwritten(&mut self, limit: u64) -> Result<Vec<PurgeRecord>>;
    /// The ledger has it; returns whether that was not known.
    async fn set_written(&mut self, id: Uuid, seq: i64) -> Result<bool>;
    /// How far the database knows the ledger; `None` in a new one.
    async fn known(&mut self) -> Result<Option<LedgerKnown>>;
    /// It knows it so far.
    async fn set_known(&mut self, known: &LedgerKnown) -> Result<()>;
    /// The keys of this epoch and of all before it are destroyed: the records that wait for it learn it.
    async fn set_destroyed(&mut self, through: i64, at: Timestamp) -> Result<u64>;
    /// Whether this end is on record.
    async fn has(&mut self, id: Uuid) -> Result<bool>;
    /// All of them behind this one, in the order of their ids.
    async fn all(&mut self, after: Option<Uuid>, limit: u64) -> Result<Vec<PurgeRecord>>;
    /// The ends of a case's addresses, oldest first.
    async fn of(&mut self, repair: RepairId) -> Result<Vec<PurgeRecord>>;
}
