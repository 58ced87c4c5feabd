use super::{LegalBasis, OnErasure, Part, PersonalColumn, reference};

const AUDIT_LIFE: &str = "24 months";

const fn named(column: &'static str, purpose: &'static str) -> PersonalColumn {
    PersonalColumn {
        basis: LegalBasis::LegitimateInterest,
        ..reference("audit_entry", column, purpose, AUDIT_LIFE, OnErasure::Anonymise)
    }
}

pub(super) const PART: Part = Part {
    personal: &[
        named("actor_id", "proof of who did what"),
        named("target_id", "proof of what was done to whom"),
    ],
    non_personal: &[("audit_entry", &["id", "act", "credential", "target_kind", "at"])],
};
