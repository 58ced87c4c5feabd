//! Entries and decisions in plain words, for customers.

use chrono::{Datelike, NaiveDate};

use super::{CoverageKind, CoverageRule, Decision, Entry, Finding, Reason};
use crate::identity::Language;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn day(date: NaiveDate, language: Language) -> String {
    match language {
        Language::En => {
            let month = usize::try_from(date.month0()).ok().and_then(|at| MONTHS.get(at).copied());
            format!("{} {} {}", date.day(), month.unwrap_or_default(), date.year())
        }
        Language::De => format!("{}.{}.{}", date.day(), date.month(), date.year()),
    }
}

/// What kind of coverage it is: as the subject of a sentence.
const fn subject(kind: CoverageKind, language: Language) -> &'static str {
    use CoverageKind as K;
    match (language, kind) {
        (Language::En, K::LegalGuarantee) => "The legal guarantee",
        (Language::En, K::Extension) => "The legal guarantee, which an earlier repair made longer,",
        (Language::En, K::RepairWarranty) => "The warranty on the earlier repair",
        (Language::En, K::CommercialWarranty) => "The maker’s warranty",
        (Language::En, K::Goodwill) => "What we agreed to",
        (Language::En, K::Ended) => "The coverage of this unit",
        (Language::De, K::LegalGuarantee) => "Die gesetzliche Gewährleistung",
        (Language::De, K::Extension) => {
            "Die gesetzliche Gewährleistung, die eine frühere Reparatur verlängert hat,"
        }
        (Language::De, K::RepairWarranty) => "Die Garantie auf die frühere Reparatur",
        (Language::De, K::CommercialWarranty) => "Die Garantie des Herstellers",
        (Language::De, K::Goodwill) => "Unsere Zusage",
        (Language::De, K::Ended) => "Die Absicherung dieses Geräts",
    }
}

/// A decision in one sentence.
pub fn explain(decision: &Decision, language: Language) -> String {
    match decision.reasons.first() {
        Some(reason) if reason.finding == Finding::Covers => explain_reason(reason, language),
        _ => match language {
            Language::En => "Nothing pays for this repair: it is to be paid for.".to_owned(),
            Language::De => "Für diese Reparatur kommt nichts auf: Sie ist kostenpflichtig.".to_owned(),
        },
    }
}

/// One thing that was looked at, in one sentence.
pub fn explain_reason(reason: &Reason, language: Language) -> String {
    let Some(entry) = reason.entry else { return without_entry(reason.finding, language).to_owned() };
    let (subject, from, until) =
        (subject(entry.kind, language), day(entry.from, language), day(entry.until, language));
    match (language, reason.finding) {
        (Language::En, Finding::Covers) => format!("{subject} pays for it; it lasts until {until}."),
        (Language::En, Finding::AlsoCovers) => format!("{subject} would pay, too; it lasts until {until}."),
        (Language::En, Finding::Over) => format!("{subject} ended on {until}."),
        (Language::En, Finding::NotYet) => format!("{subject} begins on {from}."),
        (Language::En, Finding::AnotherFault) => {
            format!("{subject} lasts until {until}, for the fault that was repaired then.")
        }
        (Language::En, _) => format!("Another unit took the place of this one on {from}."),
        (Language::De, Finding::Covers) => format!("{subject} kommt dafür auf; sie gilt bis zum {until}."),
        (Language::De, Finding::AlsoCovers) => {
            format!("{subject} käme auch dafür auf; sie gilt bis zum {until}.")
        }
        (Language::De, Finding::Over) => format!("{subject} endete am {until}."),
        (Language::De, Finding::NotYet) => format!("{subject} beginnt am {from}."),
        (Language::De, Finding::AnotherFault) => {
            format!("{subject} gilt bis zum {until}, für den Fehler, der damals behoben wurde.")
        }
        (Language::De, _) => format!("Am {from} hat ein anderes Gerät dieses ersetzt."),
    }
}

const fn without_entry(finding: Finding, language: Language) -> &'static str {
    match (language, finding) {
        (Language::En, Finding::NoDevice) => "No device is named: nothing is known of a purchase.",
        (Language::En, _) => "Nobody has told us when the device was bought.",
        (Language::De, Finding::NoDevice) => "Es ist kein Gerät genannt: Über einen Kauf ist nichts bekannt.",
        (Language::De, _) => "Niemand hat uns gesagt, wann das Gerät gekauft wurde.",
    }
}

/// An entry in one sentence.
pub fn explain_entry(entry: &Entry, language: Language) -> String {
    let (from, until) = (day(entry.from, language), day(entry.until, language));
    let subject = subject(entry.kind, language);
    match (language, entry.rule) {
        (Language::En, CoverageRule::UnitExchanged) if entry.is_withdrawn() => {
            format!("{subject} goes on: it has come back in exchange.")
        }
        (Language::De, CoverageRule::UnitExchanged) if entry.is_withdrawn() => {
            format!("{subject} gilt wieder: Es ist im Tausch zurückgekommen.")
        }
        (Language::En, CoverageRule::UnitExchanged) => {
            format!("{subject} ended on {from}: another unit took its place.")
        }
        (Language::De, CoverageRule::UnitExchanged) => {
            format!("{subject} endete am {from}: Ein anderes Gerät hat es ersetzt.")
        }
        (Language::En, CoverageRule::PurchaseWithdrawn) => {
            format!("{subject} gives nothing: the purchase was corrected.")
        }
        (Language::De, CoverageRule::PurchaseWithdrawn) => {
            format!("{subject} gibt nichts mehr: Der Kauf wurde berichtigt.")
        }
        (Language::En, _) => format!("{subject} lasts from {from} until {until}."),
        (Language::De, _) => format!("{subject} gilt vom {from} bis zum {until}."),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::decide::Looked, *};
    use crate::repair::Coverage;

    #[test]
    fn a_decision_is_told_in_both_languages() {
        let entry = Looked {
            seq: 1,
            kind: CoverageKind::LegalGuarantee,
            from: "2025-03-02".parse().unwrap(),
            until: "2027-03-02".parse().unwrap(),
        };
        let reason = Reason { finding: Finding::Covers, entry: Some(entry) };
        let decision = Decision { coverage: Coverage::LegalGuarantee, reasons: vec![reason] };
        assert_eq!(
            explain(&decision, Language::En),
            "The legal guarantee pays for it; it lasts until 2 March 2027."
        );
        assert_eq!(
            explain(&decision, Language::De),
            "Die gesetzliche Gewährleistung kommt dafür auf; sie gilt bis zum 2.3.2027."
        );
        let nothing = Decision { coverage: Coverage::Paid, reasons: Vec::new() };
        assert_ne!(explain(&nothing, Language::En), explain(&nothing, Language::De));
    }
}
