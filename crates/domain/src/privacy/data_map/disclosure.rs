use super::{Category, LegalBasis, OnErasure, Part, PersonalColumn, reference};

const LIFE: &str = "36 months";

/// Whoever had it may be told, whatever it was handed over for.
const fn person(column: &'static str, purpose: &'static str) -> PersonalColumn {
    let told = reference("disclosure", column, purpose, LIFE, OnErasure::Anonymise);
    PersonalColumn { basis: LegalBasis::LegitimateInterest, ..told }
}

pub(super) const PART: Part = Part {
    personal: &[
        person("account_id", "telling people to whom their data was handed"),
        PersonalColumn {
            table: "disclosure",
            column: "recipient",
            category: Category::Content,
            purpose: "telling people to whom their data was handed",
            basis: LegalBasis::LegitimateInterest,
            retention: LIFE,
            recipients: "the person",
            in_export: true,
            on_erasure: OnErasure::Delete,
        },
        PersonalColumn {
            table: "disclosure",
            column: "purpose",
            category: Category::Content,
            purpose: "telling people why their data was handed on",
            basis: LegalBasis::LegitimateInterest,
            retention: LIFE,
            recipients: "the person",
            in_export: true,
            on_erasure: OnErasure::Delete,
        },
        person("actor_id", "proof of who handed it over"),
    ],
    non_personal: &[(
        "disclosure",
        &[
            "id",
            "repair_id",
            "ticket_id",
            "shipment_id",
            "kind",
            "kinds",
            "recipient_kind",
            "basis",
            "corrects_id",
            "at",
            "recorded_at",
        ],
    )],
};
