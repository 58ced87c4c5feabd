use domain::report;
use serde::Serialize;
use utoipa::ToSchema;

use crate::v1::repair::{Money, RepairOutcome};

/// How long something took, in seconds. `null` if there was nothing to measure.
#[derive(Serialize, ToSchema)]
pub(super) struct ReportDurations {
    /// Of how many.
    cases: u64,
    /// On average.
    #[schema(required)]
    mean_seconds: Option<i64>,
    /// Half of them took no longer.
    #[schema(required)]
    median_seconds: Option<i64>,
    /// Nine of ten took no longer.
    #[schema(required)]
    p90_seconds: Option<i64>,
}

impl From<report::Durations> for ReportDurations {
    fn from(durations: report::Durations) -> Self {
        let report::Durations { cases, mean, median, p90 } = durations;
        let seconds = |taken: Option<chrono::Duration>| taken.map(|taken| taken.num_seconds());
        Self {
            cases,
            mean_seconds: seconds(mean),
            median_seconds: seconds(median),
            p90_seconds: seconds(p90),
        }
    }
}

/// So many of so many.
#[derive(Serialize, ToSchema)]
pub(super) struct ReportShare {
    /// So many are meant.
    part: u64,
    /// Of so many.
    of: u64,
    /// The one divided by the other; `null` of none.
    #[schema(required, minimum = 0, maximum = 1)]
    rate: Option<f64>,
}

impl From<report::Share> for ReportShare {
    fn from(share: report::Share) -> Self {
        Self { part: share.part, of: share.of, rate: share.rate() }
    }
}

/// How many repairs ended like this.
#[derive(Serialize, ToSchema)]
pub(super) struct ReportOutcome {
    /// How they ended.
    outcome: RepairOutcome,
    /// How many.
    cases: u64,
}

/// What became of the quotes. Versions that a newer one replaced do not count.
#[derive(Serialize, ToSchema)]
pub(super) struct ReportQuotes {
    /// Approved, of all that were approved or declined, or that expired.
    approved: ReportShare,
    /// Declined.
    declined: u64,
    /// Nobody decided in time.
    expired: u64,
    /// From issue to the customer's decision.
    decision: ReportDurations,
    /// What customers owe, currency by currency: of each repair by its last quote, of a maximum what it came to.
    #[schema(max_items = 200)]
    owed: Vec<ReportOwed>,
}

/// What customers owe in one currency.
#[derive(Serialize, ToSchema)]
pub(super) struct ReportOwed {
    /// All of it together.
    sum: Money,
    /// In how many repairs.
    cases: u64,
}

impl From<report::Owed> for ReportOwed {
    fn from(owed: report::Owed) -> Self {
        Self { sum: owed.sum.into(), cases: owed.cases }
    }
}

impl From<report::QuoteFigures> for ReportQuotes {
    fn from(quotes: report::QuoteFigures) -> Self {
        let report::QuoteFigures { approved, declined, expired, decision, owed } = quotes;
        let owed = owed.into_iter().map(Into::into).collect();
        Self { approved: approved.into(), declined, expired, decision: decision.into(), owed }
    }
}

/// How repairs went.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairFigures {
    /// How many ended.
    ended: u64,
    /// How they ended; what none ended with is left out.
    #[schema(max_items = 20)]
    outcomes: Vec<ReportOutcome>,
    /// From the arrival of the device to its departure.
    turnaround: ReportDurations,
    /// How long each waited for its customer's decision on a quote, of those that did.
    waiting_for_customer: ReportDurations,
    /// How long each waited for parts, of those that did.
    waiting_for_parts: ReportDurations,
    /// First-pass yield: passed the check the first time, of all that were checked.
    first_pass: ReportShare,
    /// Repeat rate: had left not more than 90 days before, of all devices with a known serial number that came in.
    came_back: ReportShare,
    /// Nothing was wrong, of all devices that came in.
    no_fault_found: ReportShare,
    /// What became of the quotes.
    quotes: ReportQuotes,
}

impl From<report::RepairFigures> for RepairFigures {
    fn from(figures: report::RepairFigures) -> Self {
        let report::RepairFigures {
            ended,
            outcomes,
            turnaround,
            waiting_for_customer,
            waiting_for_parts,
            first_pass,
            came_back,
            no_fault_found,
            quotes,
        } = figures;
        let outcome = |(outcome, cases): (domain::repair::Outcome, u64)| ReportOutcome {
            outcome: outcome.into(),
            cases,
        };
        Self {
            ended,
            outcomes: outcomes.into_iter().map(outcome).collect(),
            turnaround: turnaround.into(),
            waiting_for_customer: waiting_for_customer.into(),
            waiting_for_parts: waiting_for_parts.into(),
            first_pass: first_pass.into(),
            came_back: came_back.into(),
            no_fault_found: no_fault_found.into(),
            quotes: quotes.into(),
        }
    }
}
