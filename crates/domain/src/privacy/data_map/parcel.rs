use super::{Category, LegalBasis, OnErasure, Part, PersonalColumn, reference};

const PARCEL_LIFE: &str = "12 months after it was settled; 36 months, if it never was";

const fn of_parcel(column: &'static str, category: Category, purpose: &'static str) -> PersonalColumn {
    PersonalColumn {
        table: "unidentified_parcel",
        column,
        category,
        purpose,
        basis: LegalBasis::LegitimateInterest,
        retention: PARCEL_LIFE,
        recipients: "none",
        in_export: false,
        on_erasure: OnErasure::Delete,
    }
}

const fn person(column: &'static str) -> PersonalColumn {
    reference("unidentified_parcel", column, "proof of what was done", PARCEL_LIFE, OnErasure::Anonymise)
}

pub(super) const PART: Part = Part {
    personal: &[
        PersonalColumn {
            retention: "until it is settled; 36 months, if it never is",
            ..of_parcel("tracking_number", Category::Reference, "finding whose it is")
        },
        of_parcel("contents", Category::Content, "finding whose it is"),
        of_parcel("place", Category::Content, "finding it again"),
        of_parcel("serial", Category::Device, "finding whose it is"),
        of_parcel("reason", Category::Content, "proof of what was done"),
        person("recorded_by"),
        person("settled_by"),
    ],
    non_personal: &[(
        "unidentified_parcel",
        &["id", "carrier", "state", "repair_id", "settled_at", "version", "created_at", "updated_at"],
    )],
};
