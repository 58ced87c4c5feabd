use super::{Category, LegalBasis, OnErasure, Part, PersonalColumn, reference};

const LEDGER_LIFE: &str = "until the device is unregistered or handed over";
const CASE_LIFE: &str = "36 months after the repair ended";

const fn of_ledger(column: &'static str, category: Category, purpose: &'static str) -> PersonalColumn {
    PersonalColumn {
        table: "coverage_entry",
        column,
        category,
        purpose,
        basis: LegalBasis::Contract,
        retention: LEDGER_LIFE,
        recipients: "none",
        in_export: true,
        on_erasure: OnErasure::Delete,
    }
}

pub(super) const PART: Part = Part {
    personal: &[
        of_ledger("starts_on", Category::Device, "deciding on the guarantee"),
        of_ledger("ends_on", Category::Device, "deciding on the guarantee"),
        of_ledger("reason", Category::Content, "explaining what was agreed to"),
        reference(
            "coverage_entry",
            "recorded_by",
            "proof of what was agreed to",
            LEDGER_LIFE,
            OnErasure::Anonymise,
        ),
        PersonalColumn {
            table: "repair_decision",
            column: "reasons",
            retention: CASE_LIFE,
            ..of_ledger("reasons", Category::Device, "explaining what pays for the repair")
        },
        PersonalColumn {
            table: "unit_mark",
            column: "serial_key",
            retention: "10 years after what it remembers",
            basis: LegalBasis::LegitimateInterest,
            in_export: false,
            on_erasure: OnErasure::Anonymise,
            ..of_ledger("serial_key", Category::Device, "giving once what a unit can have once")
        },
        reference(
            "repair_decision",
            "decided_by",
            "proof of what was decided",
            CASE_LIFE,
            OnErasure::Anonymise,
        ),
    ],
    non_personal: &[
        ("coverage_entry", &["device_id", "seq", "kind", "rule", "source", "repair_id", "replaces", "at"]),
        ("unit_mark", &["product_id", "kind", "marked_on"]),
        ("repair_decision", &["repair_id", "seq", "to_state", "computed", "coverage", "at"]),
        (
            "repair_terms",
            &[
                "id",
                "guarantee_months",
                "extension_months",
                "repair_warranty_months",
                "checked_by_another",
                "notices",
                "notice_days",
                "notice_minimum_days",
                "notices_by_law",
                "reminders",
                "countries",
                "version",
                "updated_at",
            ],
        ),
    ],
};
