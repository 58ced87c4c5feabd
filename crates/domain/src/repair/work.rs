use super::CaseText;
use crate::{clock::Timestamp, id::AccountId, ticket::named_enum};

named_enum! {
    /// What an entry of the work log is.
    WorkKind {
        /// What was done.
        Work => "work",
        /// A part that is awaited.
        Part => "part",
        /// What was checked, and passed.
        Check => "check",
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
    /// Who wrote it.
    pub by: Option<AccountId>,
    /// When.
    pub at: Timestamp,
}
