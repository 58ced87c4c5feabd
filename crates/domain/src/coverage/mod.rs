//! What pays for a repair, and why: a ledger for each device to which is only added, and the decisions that were
//! made from it. Every entry says by which rule it holds, from when until when, and where it comes from.

mod decide;
mod exchange;
mod explain;
mod follow;
mod ledger;
mod model;
mod repo;
mod settle;

pub use decide::{Decision, Fault, Finding, Looked, Reason, decide};
pub use explain::{explain, explain_entry, explain_reason};
pub(crate) use follow::{follow_hand_over, follow_purchase, leave_marks};
pub use ledger::{LONGEST_GOODWILL, for_device, for_repair, grant, read};
pub(crate) use ledger::{record_decision, says_goodwill};
pub use model::{CoverageKind, CoverageRule, CoverageSource, Entry, current};
pub use repo::{CoverageRepo, Decided};
pub(crate) use settle::settle;

/// How long it is remembered of a unit what it has had once: nobody promises to repair for longer.
pub const MARKS_KEPT_FOR: chrono::Duration = chrono::Duration::days(3_653);
