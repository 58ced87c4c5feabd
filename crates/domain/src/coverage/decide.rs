use chrono::NaiveDate;
use serde_json::Value;

use super::{CoverageKind, Entry, current};
use crate::{clock::Timestamp, id::RepairId, repair::Coverage, ticket::named_enum};

/// What is to be repaired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// When it was told of.
    pub at: Timestamp,
    /// The repair that it shows up after: the same part or symptom.
    pub follow_up_of: Option<RepairId>,
}

named_enum! {
    /// What was found of an entry.
    Finding {
        /// It pays.
        Covers => "covers",
        /// It would pay, too.
        AlsoCovers => "also_covers",
        /// It is over.
        Over => "over",
        /// It has not begun.
        NotYet => "not_yet",
        /// It is for the fault that was repaired then.
        AnotherFault => "another_fault",
        /// The customer got another unit for this one.
        UnitExchanged => "unit_exchanged",
        /// Nobody has told when it was bought.
        NoPurchase => "no_purchase",
        /// No device is named.
        NoDevice => "no_device",
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What was found.
    pub finding: Finding,
    /// The entry that was looked at, as it was.
    pub entry: Option<Looked>,
}

/// An entry, as it was when it was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Looked {
    /// Which.
    pub seq: i32,
    /// What it gives.
    pub kind: CoverageKind,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub until: NaiveDate,
}

/// What pays, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What pays.
    pub coverage: Coverage,
    /// All that was looked at; what pays comes first.
    pub reasons: Vec<Reason>,
}

/// What pays for a repair of a device with this ledger; `None`: no device is named.
pub fn decide(ledger: Option<&[Entry]>, fault: Fault) -> Decision {
    let alone = |finding| Reason { finding, entry: None };
    let Some(ledger) = ledger else {
        return Decision { coverage: Coverage::Paid, reasons: vec![alone(Finding::NoDevice)] };
    };
    let in_force: Vec<_> = current(ledger).filter(|entry| !entry.is_withdrawn()).collect();
    let ended = in_force
        .iter()
        .find(|entry| entry.kind == CoverageKind::Ended && entry.from <= fault.at.date_naive());
    if let Some(ended) = ended {
        let reasons = vec![Reason { finding: Finding::UnitExchanged, entry: Some(looked(ended)) }];
        return Decision { coverage: Coverage::Paid, reasons };
    }
    let mut reasons: Vec<_> = in_force
        .into_iter()
        .filter(|entry| entry.kind != CoverageKind::Ended)
        .map(|entry| Reason { finding: find(entry, fault), entry: Some(looked(entry)) })
        .collect();
    let rank = |reason: &Reason| (reason.finding, reason.entry.map(|entry| entry.kind));
    reasons.sort_by_key(rank);
    for surplus in reasons.iter_mut().skip(1).filter(|reason| reason.finding == Finding::Covers) {
        surplus.finding = Finding::AlsoCovers;
    }
    let pays = reasons.first().filter(|reason| reason.finding == Finding::Covers);
    let coverage = pays.and_then(|reason| reason.entry).map_or(Coverage::Paid, |entry| entry.kind.coverage());
    if !reasons.iter().any(|reason| reason.entry.is_some_and(|entry| is_of_seller(entry.kind))) {
        reasons.push(alone(Finding::NoPurchase));
    }
    Decision { coverage, reasons }
}

const fn is_of_seller(kind: CoverageKind) -> bool {
    matches!(kind, CoverageKind::LegalGuarantee | CoverageKind::CommercialWarranty)
}

fn looked(entry: &Entry) -> Looked {
    Looked { seq: entry.seq, kind: entry.kind, from: entry.from, until: entry.until }
}

fn find(entry: &Entry, fault: Fault) -> Finding {
    if entry.begins_after(fault.at) {
        return Finding::NotYet;
    }
    if entry.is_over_at(fault.at) {
        return Finding::Over;
    }
    let is_after_it = entry.repair.is_some() && entry.repair == fault.follow_up_of;
    if entry.kind == CoverageKind::RepairWarranty && !is_after_it {
        return Finding::AnotherFault;
    }
    Finding::Covers
}

impl Decision {
    /// The stored form of the reasons, in JSON.
    pub fn to_stored(&self) -> String {
        let plain = self.reasons.iter().map(|reason| {
            let entry = reason
                .entry
                .map(|one| (one.seq, one.kind.name(), one.from.to_string(), one.until.to_string()));
            (reason.finding.name(), entry)
        });
        serde_json::to_string(&plain.collect::<Vec<_>>()).unwrap_or_default()
    }

    /// Reads the stored form.
    pub fn from_stored(coverage: Coverage, stored: &str) -> Option<Self> {
        let plain: Vec<(String, Option<Value>)> = serde_json::from_str(stored).ok()?;
        let read = |(finding, entry): (String, Option<Value>)| {
            let entry = match entry {
                Some(entry) => Some(read_looked(entry)?),
                None => None,
            };
            Some(Reason { finding: Finding::from_name(&finding)?, entry })
        };
        let reasons: Option<Vec<_>> = plain.into_iter().map(read).collect();
        Some(Self { coverage, reasons: reasons? })
    }
}

fn read_looked(stored: Value) -> Option<Looked> {
    let (seq, kind, from, until): (i32, String, String, String) = serde_json::from_value(stored).ok()?;
    Some(Looked {
        seq,
        kind: CoverageKind::from_name(&kind)?,
        from: from.parse().ok()?,
        until: until.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{
        super::{CoverageRule, CoverageSource},
        *,
    };

    fn entry(seq: i32, kind: CoverageKind, from: &str, until: &str) -> Entry {
        Entry {
            seq,
            kind,
            rule: CoverageRule::SellersGuarantee,
            source: CoverageSource::Registration,
            from: from.parse().unwrap(),
            until: until.parse().unwrap(),
            repair: None,
            reason: None,
            replaces: None,
            recorded_by: None,
            at: "2026-11-22T12:00:00Z".parse().unwrap(),
        }
    }

    fn on(day: &str) -> Fault {
        Fault { at: format!("{day}T12:00:00Z").parse().unwrap(), follow_up_of: None }
    }

    fn findings(decision: &Decision) -> Vec<Finding> {
        decision.reasons.iter().map(|reason| reason.finding).collect()
    }

    #[test]
    fn the_law_pays_before_the_maker_and_its_last_day_counts() {
        let ledger = [
            entry(1, CoverageKind::CommercialWarranty, "2025-03-02", "2028-03-02"),
            entry(2, CoverageKind::LegalGuarantee, "2025-03-02", "2027-03-02"),
        ];
        let decision = decide(Some(&ledger), on("2027-03-02"));
        assert_eq!(decision.coverage, Coverage::LegalGuarantee);
        assert_eq!(findings(&decision), [Finding::Covers, Finding::AlsoCovers]);
        let later = decide(Some(&ledger), on("2027-03-03"));
        assert_eq!(later.coverage, Coverage::CommercialWarranty);
        assert_eq!(findings(&later), [Finding::Covers, Finding::Over]);
        let before = decide(Some(&ledger), on("2025-02-28"));
        assert_eq!((before.coverage, findings(&before)), (Coverage::Paid, vec![Finding::NotYet; 2]));
    }

    #[test]
    fn a_day_lasts_as_long_as_it_is_that_day_somewhere() {
        let ledger = [entry(1, CoverageKind::LegalGuarantee, "2025-03-02", "2027-03-02")];
        let pays = |at: &str| decide(Some(&ledger), Fault { at: at.parse().unwrap(), follow_up_of: None });
        for (at, coverage) in [
            ("2025-03-01T09:59:59Z", Coverage::Paid),
            ("2025-03-01T10:00:00Z", Coverage::LegalGuarantee),
            ("2027-03-03T11:59:59Z", Coverage::LegalGuarantee),
            ("2027-03-03T12:00:00Z", Coverage::Paid),
        ] {
            assert_eq!(pays(at).coverage, coverage, "{at}");
        }
    }

    #[test]
    fn an_extension_is_the_law_for_longer() {
        let ledger = [
            entry(1, CoverageKind::LegalGuarantee, "2025-03-02", "2027-03-02"),
            entry(2, CoverageKind::Extension, "2027-03-03", "2028-03-02"),
        ];
        assert_eq!(decide(Some(&ledger), on("2028-03-02")).coverage, Coverage::LegalGuarantee);
        assert_eq!(decide(Some(&ledger), on("2028-03-03")).coverage, Coverage::Paid);
    }

    #[test]
    fn a_repairs_warranty_is_for_what_was_repaired() {
        let repair = RepairId::from_uuid(Uuid::from_u128(7));
        let mut warranty = entry(1, CoverageKind::RepairWarranty, "2026-01-01", "2026-07-01");
        warranty.repair = Some(repair);
        let ledger = [warranty];
        let another = decide(Some(&ledger), on("2026-02-01"));
        assert_eq!(another.coverage, Coverage::Paid);
        assert_eq!(findings(&another), [Finding::AnotherFault, Finding::NoPurchase]);
        let same = Fault { follow_up_of: Some(repair), ..on("2026-02-01") };
        assert_eq!(decide(Some(&ledger), same).coverage, Coverage::RepairWarranty);
    }

    #[test]
    fn what_was_replaced_or_withdrawn_pays_nothing() {
        let mut corrected = entry(2, CoverageKind::LegalGuarantee, "2023-01-01", "2025-01-01");
        corrected.replaces = Some(1);
        let mut ledger = vec![entry(1, CoverageKind::LegalGuarantee, "2025-03-02", "2027-03-02"), corrected];
        assert_eq!(decide(Some(&ledger), on("2026-01-01")).coverage, Coverage::Paid);
        let mut withdrawn = entry(3, CoverageKind::LegalGuarantee, "2023-01-01", "2022-12-31");
        withdrawn.replaces = Some(2);
        ledger.push(withdrawn);
        assert_eq!(findings(&decide(Some(&ledger), on("2024-01-01"))), [Finding::NoPurchase]);
    }

    #[test]
    fn a_unit_that_was_exchanged_has_nothing_left() {
        let ledger = [
            entry(1, CoverageKind::LegalGuarantee, "2025-03-02", "2027-03-02"),
            entry(2, CoverageKind::Ended, "2026-01-01", "2026-01-01"),
        ];
        let decision = decide(Some(&ledger), on("2026-06-01"));
        assert_eq!((decision.coverage, findings(&decision)), (Coverage::Paid, vec![Finding::UnitExchanged]));
        assert_eq!(decide(Some(&ledger), on("2025-12-31")).coverage, Coverage::LegalGuarantee);
        assert_eq!(findings(&decide(None, on("2026-06-01"))), [Finding::NoDevice]);
    }

    #[test]
    fn a_decision_is_read_as_it_was_stored() {
        let ledger = [entry(1, CoverageKind::Goodwill, "2026-01-01", "2026-07-01")];
        for decision in [decide(Some(&ledger), on("2026-02-01")), decide(None, on("2026-02-01"))] {
            let stored = decision.to_stored();
            assert_eq!(Decision::from_stored(decision.coverage, &stored), Some(decision));
        }
        assert_eq!(Decision::from_stored(Coverage::Paid, "[[\"covers\",[1]]]"), None);
    }
}
