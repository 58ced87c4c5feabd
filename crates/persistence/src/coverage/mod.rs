//! Ledgers of coverage, and what was decided by them.

mod decided;
mod entry;

use async_trait::async_trait;
use domain::{
    Result,
    coverage::{CoverageRepo, Decided, Entry},
    id::{DeviceId, RepairId},
};

use crate::conn::Conn;

pub(crate) struct Coverages<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl CoverageRepo for Coverages<'_> {
    async fn add(&mut self, device: DeviceId, entry: &Entry) -> Result<()> {
        entry::add(self.db, device, entry).await
    }

    async fn of_device(&mut self, device: DeviceId) -> Result<Vec<Entry>> {
        entry::of_device(self.db, device).await
    }

    async fn forget(&mut self, device: DeviceId) -> Result<()> {
        entry::forget(self.db, device).await
    }

    async fn add_decided(&mut self, repair: RepairId, decided: &Decided) -> Result<()> {
        decided::add(self.db, repair, decided).await
    }

    async fn decided(&mut self, repair: RepairId) -> Result<Vec<Decided>> {
        decided::of_repair(self.db, repair).await
    }
}
