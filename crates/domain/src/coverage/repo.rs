use async_trait::async_trait;
use chrono::NaiveDate;

use super::{CoverageKind, Decision, Entry};
use crate::{
    clock::Timestamp,
    device::Device,
    error::Result,
    id::{AccountId, DeviceId, RepairId},
    repair::{Coverage, State},
};

/// What was decided when a repair was authorized or rejected: immutable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Where it took the repair.
    pub to: State,
    /// What followed from the ledger, and why.
    pub computed: Decision,
    /// What was decided; `None` for a repair that was rejected.
    pub coverage: Option<Coverage>,
    /// Who decided. Staff only.
    pub by: Option<AccountId>,
    /// When.
    pub at: Timestamp,
}

impl Decided {
    /// Whether something else was decided than followed from the ledger.
    pub fn deviates(&self) -> bool {
        self.coverage.is_some_and(|coverage| coverage != self.computed.coverage)
    }
}

/// Ledgers of coverage, and what was decided by them, in the store.
#[async_trait]
pub trait CoverageRepo: Send {
    /// Adds an entry to a device's ledger; its `seq` is given by the store. Who adds holds the device.
    async fn add(&mut self, device: DeviceId, entry: &Entry) -> Result<()>;
    /// A device's ledger, oldest first.
    async fn of_device(&mut self, device: DeviceId) -> Result<Vec<Entry>>;
    /// Removes a device's ledger: it is nobody's any more.
    async fn forget(&mut self, device: DeviceId) -> Result<()>;
    /// Remembers of a unit, and of no person, that it has had this until a day, in place of what was remembered.
    async fn mark(&mut self, unit: &Device, kind: CoverageKind, on: NaiveDate) -> Result<()>;
    /// On which day a unit had this, if that is remembered.
    async fn marked(&mut self, unit: &Device, kind: CoverageKind) -> Result<Option<NaiveDate>>;
    /// Forgets what was remembered of units for days before `before`; returns of how many.
    async fn remove_marks(&mut self, before: NaiveDate) -> Result<u64>;
    /// Stores what was decided of a repair. Who decides holds it.
    async fn add_decided(&mut self, repair: RepairId, decided: &Decided) -> Result<()>;
    /// What was decided of a repair, oldest first.
    async fn decided(&mut self, repair: RepairId) -> Result<Vec<Decided>>;
}
