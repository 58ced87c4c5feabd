use super::{Category, LegalBasis, OnErasure, Part, PersonalColumn, reference};

const MACRO_LIFE: &str = "until the macro is removed";

const fn typed(column: &'static str, purpose: &'static str) -> PersonalColumn {
    PersonalColumn {
        table: "macro",
        column,
        category: Category::Content,
        purpose,
        basis: LegalBasis::LegitimateInterest,
        retention: MACRO_LIFE,
        recipients: "none",
        in_export: false,
        on_erasure: OnErasure::Delete,
    }
}

pub(super) const PART: Part = Part {
    personal: &[
        typed("name", "naming a macro (typed by staff)"),
        typed("actions", "answering alike requests alike (typed by staff, assignee by id)"),
        reference("macro", "owner_id", "finding one's own macros", MACRO_LIFE, OnErasure::Delete),
    ],
    non_personal: &[("macro", &["id", "shared_with", "team_id", "version", "created_at", "updated_at"])],
};
