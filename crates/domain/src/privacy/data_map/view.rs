use super::{Category, LegalBasis, OnErasure, Part, PersonalColumn, reference};

const VIEW_LIFE: &str = "until the view is removed";

const fn typed(column: &'static str, purpose: &'static str) -> PersonalColumn {
    PersonalColumn {
        table: "view",
        column,
        category: Category::Content,
        purpose,
        basis: LegalBasis::LegitimateInterest,
        retention: VIEW_LIFE,
        recipients: "none",
        in_export: false,
        on_erasure: OnErasure::Delete,
    }
}

pub(super) const PART: Part = Part {
    personal: &[
        typed("name", "naming a queue (typed by staff)"),
        typed("filter", "showing what a search finds, or an assignee has (typed by staff, assignee by id)"),
        reference("view", "owner_id", "finding one's own views", VIEW_LIFE, OnErasure::Delete),
    ],
    non_personal: &[(
        "view",
        &["id", "shared_with", "team_id", "sort", "version", "created_at", "updated_at"],
    )],
};
