use super::{Category, LegalBasis, OnErasure, Part, PersonalColumn, reference};

const LIFE: &str = "36 months";

pub(super) const PART: Part = Part {
    personal: &[
        reference(
            "disclosure",
            "account_id",
            "telling people to whom their data was handed",
            LIFE,
            OnErasure::Anonymise,
        ),
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
        reference("disclosure", "actor_id", "proof of who handed it over", LIFE, OnErasure::Anonymise),
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
            "recipient",
            "recipient_kind",
            "basis",
            "corrects_id",
            "at",
            "recorded_at",
        ],
    )],
};
