//! What entries and decisions look like.

use domain::{
    coverage::{self, Entry, explain, explain_entry, explain_reason},
    id::{AccountId, RepairId},
    identity::Language,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{timestamp::Timestamp, v1::repair::RepairCoverage};

/// An entry of a device's ledger of coverage. Entries never change.
#[derive(Serialize, ToSchema)]
pub(super) struct CoverageEntry {
    /// Counts the device's entries, from 1.
    seq: i32,
    /// What it gives: `legal_guarantee`, `extension` (the same for longer, once, after a repair under it),
    /// `repair_warranty`, `commercial_warranty`, `goodwill`, or `ended`: nothing any more. New ones may be added.
    #[schema(value_type = String, example = "legal_guarantee")]
    kind: &'static str,
    /// By which rule it holds. New ones may be added.
    #[schema(value_type = String, example = "directive_2019_771_art_10_1")]
    rule: &'static str,
    /// Where it comes from: `registration`, `proof`, `repair`, `lead`, `hand_over` or `exchange`.
    #[schema(value_type = String, example = "registration")]
    source: &'static str,
    /// Its first day.
    #[schema(format = Date, example = "2025-03-02")]
    from: String,
    /// Its last day, which lasts as long as it is that day somewhere; before the first, if it gives nothing.
    #[schema(format = Date, example = "2027-03-02")]
    until: String,
    /// The same in plain words, in the language of `Accept-Language`.
    #[schema(example = "The legal guarantee lasts from 2 March 2025 until 2 March 2027.")]
    explanation: String,
    /// Which repair it comes from, or is about.
    #[schema(required)]
    repair_id: Option<Uuid>,
    /// Why, in the words of who decided.
    #[schema(required)]
    reason: Option<String>,
    /// The entry whose place it takes.
    #[schema(required)]
    replaces: Option<i32>,
    /// Who added it; `null` for the customer, and if nobody did by hand.
    #[schema(required)]
    recorded_by: Option<Uuid>,
    /// When.
    created_at: Timestamp,
}

impl CoverageEntry {
    pub(super) fn show(is_staff: bool, language: Language, entry: Entry) -> Self {
        Self {
            seq: entry.seq,
            kind: entry.kind.name(),
            rule: entry.rule.name(),
            source: entry.source.name(),
            from: entry.from.to_string(),
            until: entry.until.to_string(),
            explanation: explain_entry(&entry, language),
            repair_id: entry.repair.map(RepairId::as_uuid),
            reason: entry.reason.map(domain::repair::CaseText::into_string),
            replaces: entry.replaces,
            recorded_by: entry.recorded_by.filter(|_| is_staff).map(AccountId::as_uuid),
            created_at: entry.at.into(),
        }
    }
}

/// What pays for a repair by a ledger, and why.
#[derive(Serialize, ToSchema)]
pub(super) struct CoverageDecision {
    /// What pays.
    coverage: RepairCoverage,
    /// The same in plain words, in the language of `Accept-Language`.
    #[schema(example = "The legal guarantee pays for it; it lasts until 2 March 2027.")]
    explanation: String,
    /// All that was looked at; what pays comes first.
    reasons: Vec<CoverageReason>,
}

/// One thing that was looked at.
#[derive(Serialize, ToSchema)]
pub(super) struct CoverageReason {
    /// What was found: `covers`, `also_covers`, `over`, `not_yet`, `another_fault`, `unit_exchanged`, `no_purchase` or
    /// `no_device`. New ones may be added.
    #[schema(value_type = String, example = "covers")]
    finding: &'static str,
    /// The entry of the ledger that was looked at, by its `seq`.
    #[schema(required)]
    entry: Option<i32>,
    /// The same in plain words, in the language of `Accept-Language`.
    text: String,
}

impl CoverageDecision {
    pub(super) fn show(language: Language, decision: &coverage::Decision) -> Self {
        let reason = |reason: &coverage::Reason| CoverageReason {
            finding: reason.finding.name(),
            entry: reason.entry.map(|entry| entry.seq),
            text: explain_reason(reason, language),
        };
        Self {
            coverage: decision.coverage.into(),
            explanation: explain(decision, language),
            reasons: decision.reasons.iter().map(reason).collect(),
        }
    }
}
