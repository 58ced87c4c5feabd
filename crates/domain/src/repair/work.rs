//! What was done at the bench: the work log.

use super::{CaseText, Mover, view};
use crate::{
    Ctx,
    clock::Timestamp,
    device::Serial,
    error::{Conflict, Denied, Result, Rule},
    id::{AccountId, RepairId},
    identity::Permission,
    store::Tx,
    text::{redacted_text, single_line},
    ticket::named_enum,
};

named_enum! {
    /// What an entry of the work log is.
    WorkKind {
        /// What was done.
        Work => "work",
        /// A part that is awaited.
        Part => "part",
        /// A part that went into the device.
        PartUsed => "part_used",
        /// What was checked, and passed.
        Check => "check",
        /// What was checked, and did not pass.
        CheckFailed => "check_failed",
        /// How a fault was looked for that nobody found.
        SearchTried => "search_tried",
        /// Under which conditions.
        SearchConditions => "search_conditions",
        /// What came of the customer's own steps.
        CustomersSteps => "customers_steps",
        /// What the search came to.
        SearchResult => "search_result",
    }
}

/// What is given to the work log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWork {
    /// What was done.
    pub text: CaseText,
    /// How long it took.
    pub minutes: i32,
    /// What went into the device.
    pub parts: Vec<UsedPart>,
}

/// The most kinds of parts in one entry.
pub const MAX_PARTS: usize = 50;

redacted_text! {
    /// The maker's number of a part: 1 to 60 characters on one line.
    PartNumber
}

impl PartNumber {
    /// The most characters it may have.
    pub const MAX: usize = 60;

    /// Parses a number as typed.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        single_line(raw, Self::MAX).map(Self)
    }
}

/// A part that went into the device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedPart {
    /// Which.
    pub text: CaseText,
    /// How many, and which of them.
    pub used: PartUse,
}

/// How much of a part went into a device, and which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartUse {
    /// How many: 1 to 999.
    pub quantity: i32,
    /// The maker's number of the part.
    pub number: Option<PartNumber>,
    /// The serial number of what went in.
    pub serial_in: Option<Serial>,
    /// The serial number of what came out.
    pub serial_out: Option<Serial>,
}

impl NewWork {
    /// What the log says of it.
    pub(super) fn entries(&self, cx: &Ctx) -> Vec<WorkEntry> {
        let work = WorkEntry::new(cx, WorkKind::Work, self.text.clone());
        let part = |part: &UsedPart| {
            let entry = WorkEntry::new(cx, WorkKind::PartUsed, part.text.clone());
            WorkEntry { used: Some(part.used.clone()), ..entry }
        };
        let work = WorkEntry { minutes: Some(self.minutes), ..work };
        std::iter::once(work).chain(self.parts.iter().map(part)).collect()
    }
}

/// How a fault was looked for that nobody found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultSearch {
    /// What was tried.
    pub tried: CaseText,
    /// For how long.
    pub minutes: i32,
    /// Under which conditions: temperature, cables, software.
    pub conditions: CaseText,
    /// What came of the steps that the customer had told of.
    pub customers_steps: CaseText,
    /// What it came to.
    pub result: CaseText,
}

/// The longest that one entry may have taken: a week.
pub const MAX_MINUTES: i32 = 10_080;

/// A part that is awaited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwaitedPart {
    /// Which.
    pub text: CaseText,
    /// Until when.
    pub expected_on: chrono::NaiveDate,
}

/// An entry of the work log. Staff only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkEntry {
    /// Counts the case's entries, from 1.
    pub seq: i32,
    /// What it is.
    pub kind: WorkKind,
    /// What it says.
    pub text: CaseText,
    /// How long it took.
    pub minutes: Option<i32>,
    /// Until when a part is awaited.
    pub expected_on: Option<chrono::NaiveDate>,
    /// How much of a part went in.
    pub used: Option<PartUse>,
    /// Who wrote it.
    pub by: Option<AccountId>,
    /// When.
    pub at: Timestamp,
}

impl WorkEntry {
    /// What whoever acts writes into the log now.
    pub(super) fn new(cx: &Ctx, kind: WorkKind, text: CaseText) -> Self {
        let (by, at) = (cx.actor().account(), cx.now());
        Self { seq: 0, kind, text, minutes: None, expected_on: None, used: None, by, at }
    }
}

/// Writes work into the log, while the device is on the bench. Nothing of the case changes.
pub async fn log_work(tx: &mut dyn Tx, cx: &Ctx, id: RepairId, work: &NewWork) -> Result<()> {
    let case = view::find(tx, cx, id).await?;
    if !Mover::Technician.is(cx.actor(), case.requester) {
        return Err(Denied::MissingPermission.into());
    }
    if !case.state.is_on_bench() {
        return Err(Conflict::NotOnBench.into());
    }
    for entry in work.entries(cx) {
        tx.repair_records().log_work(id, &entry).await?;
    }
    Ok(())
}

/// The work log, oldest first. For staff.
pub async fn work_log(tx: &mut dyn Tx, cx: &Ctx, id: RepairId) -> Result<Vec<WorkEntry>> {
    cx.actor().require(Permission::RepairRead)?;
    let case = view::find(tx, cx, id).await?;
    tx.repair_work().work(case.id).await
}
