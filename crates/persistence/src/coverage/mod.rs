//! Ledgers of coverage, and what was decided by them.

mod decided;
mod entry;
mod mark;

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::{
    Result,
    coverage::{CoverageKind, CoverageRepo, Decided, Entry},
    device::Device,
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

    async fn mark(&mut self, unit: &Device, kind: CoverageKind, on: NaiveDate) -> Result<()> {
        mark::put(self.db, unit, kind, on).await
    }

    async fn marked(&mut self, unit: &Device, kind: CoverageKind) -> Result<Option<NaiveDate>> {
        mark::find(self.db, unit, kind).await
    }

    async fn remove_marks(&mut self, before: NaiveDate) -> Result<u64> {
        mark::remove(self.db, before).await
    }

    async fn add_decided(&mut self, repair: RepairId, decided: &Decided) -> Result<()> {
        decided::add(self.db, repair, decided).await
    }

    async fn decided(&mut self, repair: RepairId) -> Result<Vec<Decided>> {
        decided::of_repair(self.db, repair).await
    }
}
