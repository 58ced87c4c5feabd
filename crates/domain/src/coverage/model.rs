use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::{
    clock::{self, Timestamp},
    id::{AccountId, RepairId},
    repair::{CaseText, Coverage},
    ticket::named_enum,
};

named_enum! {
    /// What kind of coverage an entry gives. They are tried in this order.
    CoverageKind {
        /// What the seller owes by law.
        LegalGuarantee => "legal_guarantee",
        /// The same for longer, once, after a repair under it.
        Extension => "extension",
        /// What the desk owes for an earlier repair.
        RepairWarranty => "repair_warranty",
        /// What the maker has promised.
        CommercialWarranty => "commercial_warranty",
        /// What a lead has agreed to.
        Goodwill => "goodwill",
        /// Nothing any more: the customer got another unit.
        Ended => "ended",
    }
}

impl CoverageKind {
    /// Who pays by it.
    pub const fn coverage(self) -> Coverage {
        match self {
            Self::LegalGuarantee | Self::Extension => Coverage::LegalGuarantee,
            Self::RepairWarranty => Coverage::RepairWarranty,
            Self::CommercialWarranty => Coverage::CommercialWarranty,
            Self::Goodwill => Coverage::Goodwill,
            Self::Ended => Coverage::Paid,
        }
    }
}

named_enum! {
    /// By which rule an entry holds.
    CoverageRule {
        /// Directive (EU) 2019/771, Article 10(1): two years from the purchase.
        SellersGuarantee => "directive_2019_771_art_10_1",
        /// The law of the country of the purchase gives another period.
        NationalGuarantee => "national_guarantee",
        /// Directive (EU) 2024/1799, Article 16: longer once, after a repair.
        AfterRepair => "directive_2024_1799_art_16",
        /// The product's warranty.
        MakersWarranty => "makers_warranty",
        /// The desk's warranty on repairs that were paid for.
        DesksWarranty => "desks_warranty",
        /// Agreed to by a lead.
        LeadsWord => "leads_word",
        /// The purchase was corrected: there is none.
        PurchaseWithdrawn => "purchase_withdrawn",
        /// Another unit took the place of this one.
        UnitExchanged => "unit_exchanged",
    }
}

named_enum! {
    /// Where an entry comes from.
    CoverageSource {
        /// The customer told of the purchase.
        Registration => "registration",
        /// The desk has confirmed the purchase.
        Proof => "proof",
        /// A repair was closed.
        Repair => "repair",
        /// A lead decided.
        Lead => "lead",
        /// It came with the device from whom it belonged to before.
        HandOver => "hand_over",
        /// It came from the unit whose place this one took.
        Exchange => "exchange",
    }
}

/// An entry of a device's ledger: immutable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Counts the device's entries, from 1. Given by the store; 0 until then.
    pub seq: i32,
    /// What it gives.
    pub kind: CoverageKind,
    /// By which rule.
    pub rule: CoverageRule,
    /// Where it comes from.
    pub source: CoverageSource,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day; before the first: it gives nothing.
    pub until: NaiveDate,
    /// Which repair it comes from, or is about.
    pub repair: Option<RepairId>,
    /// Why, in the words of who decided.
    pub reason: Option<CaseText>,
    /// The entry whose place it takes.
    pub replaces: Option<i32>,
    /// Who added it; `None` if nobody did by hand. Staff only.
    pub recorded_by: Option<AccountId>,
    /// When.
    pub at: Timestamp,
}

impl Entry {
    /// Whether it gives nothing at all.
    pub fn is_withdrawn(&self) -> bool {
        self.until < self.from
    }

    /// Whether its first day has come nowhere yet: nobody knows where the customer's clock is.
    pub(super) fn begins_after(&self, at: Timestamp) -> bool {
        clock::latest_day(at) < self.from
    }

    /// Whether its last day is over everywhere.
    pub(super) fn is_over_at(&self, at: Timestamp) -> bool {
        clock::earliest_day(at) > self.until
    }

    /// Whether it follows from what is known of the purchase.
    pub(super) const fn is_of_purchase(&self) -> bool {
        matches!(self.source, CoverageSource::Registration | CoverageSource::Proof)
    }
}

/// The entries whose place no other has taken, oldest first.
pub fn current(ledger: &[Entry]) -> impl Iterator<Item = &Entry> {
    let replaced: BTreeSet<_> = ledger.iter().filter_map(|entry| entry.replaces).collect();
    ledger.iter().filter(move |entry| !replaced.contains(&entry.seq))
}
