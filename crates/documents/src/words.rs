//! What stands on papers beside their content, in both languages.

use chrono::NaiveDate;
use domain::{
    clock::Timestamp,
    identity::Language,
    repair::{Coverage, LineKind, Outcome},
};

/// One of two, by the language.
pub(crate) const fn of(language: Language, en: &'static str, de: &'static str) -> &'static str {
    match language {
        Language::En => en,
        Language::De => de,
    }
}

/// A day as people write it.
pub(crate) fn day(at: Timestamp, language: Language) -> String {
    let day: NaiveDate = at.date_naive();
    match language {
        Language::En => day.format("%-d %B %Y").to_string(),
        Language::De => day.format("%d.%m.%Y").to_string(),
    }
}

/// Thousandths of something, without zeros behind.
pub(crate) fn quantity(milli: i64, language: Language) -> String {
    let (whole, rest) = (milli / 1000, milli % 1000);
    if rest == 0 {
        return whole.to_string();
    }
    let rest = format!("{rest:03}");
    format!("{whole}{}{}", of(language, ".", ","), rest.trim_end_matches('0'))
}

/// A rate of tax in hundredths of a percent.
pub(crate) fn percent(rate: i32, language: Language) -> String {
    format!("{} %", quantity(i64::from(rate) * 10, language))
}

pub(crate) const fn kind(kind: LineKind, language: Language) -> &'static str {
    match kind {
        LineKind::Part => of(language, "Part", "Teil"),
        LineKind::Labour => of(language, "Labour", "Arbeit"),
        LineKind::Shipping => of(language, "Shipping", "Versand"),
        LineKind::Fee => of(language, "Fee", "Gebühr"),
        LineKind::Discount => of(language, "Discount", "Nachlass"),
    }
}

pub(crate) const fn coverage(coverage: Coverage, language: Language) -> &'static str {
    match coverage {
        Coverage::LegalGuarantee => of(language, "Legal guarantee", "Gesetzliche Gewährleistung"),
        Coverage::CommercialWarranty => of(language, "Maker's warranty", "Herstellergarantie"),
        Coverage::RepairWarranty => {
            of(language, "Warranty of an earlier repair", "Garantie auf eine Reparatur")
        }
        Coverage::Goodwill => of(language, "Goodwill", "Kulanz"),
        Coverage::Paid => of(language, "Paid by the customer", "Zahlt der Kunde"),
    }
}

pub(crate) const fn outcome(outcome: Outcome, language: Language) -> &'static str {
    match outcome {
        Outcome::Repaired => of(language, "Repaired", "Repariert"),
        Outcome::Exchanged => of(language, "Exchanged", "Ausgetauscht"),
        Outcome::Refunded => of(language, "Refunded", "Erstattet"),
        Outcome::NoFaultFound => of(language, "No fault found", "Kein Fehler gefunden"),
        Outcome::ReturnedUnrepaired => of(language, "Returned unrepaired", "Unrepariert zurück"),
        Outcome::BeyondEconomicRepair => {
            of(language, "Beyond economic repair", "Reparatur nicht wirtschaftlich")
        }
        Outcome::RecycledByConsent => of(language, "Recycled", "Verwertet"),
        Outcome::DisposedUnclaimed => of(language, "Disposed of, unclaimed", "Entsorgt, nicht abgeholt"),
        Outcome::LostCompensated => of(language, "Lost, compensated", "Verloren, ersetzt"),
        Outcome::NeverReceived => of(language, "Never received", "Nie angekommen"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_do() {
        assert_eq!(quantity(1500, Language::De), "1,5");
        assert_eq!(quantity(2000, Language::En), "2");
        assert_eq!(percent(1900, Language::De), "19 %");
        assert_eq!(percent(550, Language::En), "5.5 %");
    }
}
