use async_trait::async_trait;
use std::collections::HashSet;

use super::{
    CaseText, Decision, Diagnosis, FinalPrice, Intake, Mover, Quote, QuoteStatus, Repair, RmaNumber, State,
    Viewer, WorkEntry,
};
use crate::{
    clock::Timestamp,
    error::Result,
    id::{AccountId, DeviceId, ProductId, RepairId, TicketId},
    page::{Page, PageRequest},
};

/// Which cases to list. Different conditions are AND.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RepairFilter {
    /// Any of these; all, if empty. For a customer, in the customer's terms.
    pub states: Vec<State>,
    /// Of this product.
    pub product: Option<ProductId>,
    /// Of this ticket.
    pub ticket: Option<TicketId>,
    /// Of this device.
    pub device: Option<DeviceId>,
    /// Who works on it. Staff only.
    pub assignee: Option<AccountId>,
    /// What the desk wanted to have moved on before this. Staff only.
    pub overdue_at: Option<Timestamp>,
}

/// An entry of a case's history: immutable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// Counts the case's entries, from 1. Given by the store; 0 until then.
    pub seq: i32,
    /// From where; `None` for the first.
    pub from: Option<State>,
    /// To where.
    pub to: State,
    /// Who moved it.
    pub actor: Option<AccountId>,
    /// As what.
    pub by: Mover,
    /// What the customer was told.
    pub reason: Option<CaseText>,
    /// What only the desk reads.
    pub note: Option<CaseText>,
    /// When.
    pub at: Timestamp,
}

/// Repair cases in the store.
#[async_trait]
pub trait RepairRepo: Send {
    /// Stores a new case; [`crate::error::Conflict::DeviceInRepair`] when its device is in another.
    async fn add(&mut self, case: &Repair) -> Result<()>;
    /// The case, if the viewer may know of it. Who is about to write holds it.
    async fn find_visible(&mut self, viewer: Viewer, id: RepairId) -> Result<Option<Repair>>;
    /// The case of a number, if the viewer may know of it.
    async fn find_by_number(&mut self, viewer: Viewer, number: &RmaNumber) -> Result<Option<Repair>>;
    /// Writes the case back.
    async fn update(&mut self, case: &Repair) -> Result<()>;
    /// One page of what the viewer may see, newest first.
    async fn list(
        &mut self,
        viewer: Viewer,
        filter: &RepairFilter,
        page: &PageRequest<RepairId>,
    ) -> Result<Page<Repair, RepairId>>;
    /// Cases of which time does something before `now`, longest due first, behind this place; without those that
    /// are left alone.
    async fn due(
        &mut self,
        now: Timestamp,
        after: Option<(Timestamp, RepairId)>,
        limit: u64,
    ) -> Result<Vec<(Timestamp, RepairId)>>;
    /// Has time leave a case alone until then, or until it changes.
    async fn set_stuck(&mut self, id: RepairId, until: Timestamp) -> Result<()>;
    /// Whether a case goes on from this one that is open.
    async fn has_open_follow_up(&mut self, id: RepairId) -> Result<bool>;
    /// Whether a device is in a case that is open.
    async fn is_in_open_case(&mut self, device: DeviceId) -> Result<bool>;
    /// Which of these tickets have a case that is open.
    async fn open_in(&mut self, tickets: &[TicketId]) -> Result<HashSet<TicketId>>;
    /// Cuts people and what they told out of cases that ended before `before`; returns which.
    async fn forget_ended(&mut self, before: Timestamp, limit: u64) -> Result<Vec<RepairId>>;
}

/// What belongs to a case, in the store.
#[async_trait]
pub trait RepairRecordRepo: Send {
    /// Adds an entry to a case's history.
    async fn record(&mut self, repair: RepairId, entry: &HistoryEntry) -> Result<()>;
    /// One page of a case's history as the viewer sees it, oldest first.
    async fn history(
        &mut self,
        viewer: Viewer,
        repair: RepairId,
        page: &PageRequest<i64>,
    ) -> Result<Page<HistoryEntry, i64>>;
    /// The last entry of a case's history that tells of another state.
    async fn last_move(&mut self, repair: RepairId) -> Result<Option<HistoryEntry>>;
    /// Stores what was found when the parcel was opened.
    async fn put_intake(&mut self, repair: RepairId, intake: &Intake) -> Result<()>;
    /// What was found when the parcel was opened.
    async fn intake(&mut self, repair: RepairId) -> Result<Option<Intake>>;
    /// Stores a quote.
    async fn add_quote(&mut self, repair: RepairId, quote: &Quote) -> Result<()>;
    /// All quotes, oldest first.
    async fn quotes(&mut self, repair: RepairId) -> Result<Vec<Quote>>;
    /// Says what has become of a quote.
    async fn settle_quote(
        &mut self,
        repair: RepairId,
        version: i32,
        status: QuoteStatus,
        decision: Option<&Decision>,
    ) -> Result<()>;
    /// Writes down what the repair came to, beside the quote; takes the place of what was written down before.
    async fn put_final_price(&mut self, repair: RepairId, version: i32, price: &FinalPrice) -> Result<()>;
    /// Stores the diagnosis; it takes the place of the one before.
    async fn put_diagnosis(&mut self, repair: RepairId, diagnosis: &Diagnosis) -> Result<()>;
    /// The diagnosis.
    async fn diagnosis(&mut self, repair: RepairId) -> Result<Option<Diagnosis>>;
    /// Adds an entry to the work log; its `seq` is given by the store.
    async fn log_work(&mut self, repair: RepairId, entry: &WorkEntry) -> Result<()>;
}

/// The work log, to be read.
#[async_trait]
pub trait RepairWorkRepo: Send {
    /// The work log, oldest first.
    async fn work(&mut self, repair: RepairId) -> Result<Vec<WorkEntry>>;
}
