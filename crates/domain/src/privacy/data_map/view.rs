use super::{Category, LegalBasis, OnErasure, Part, PersonalColumn, reference};

const VIEW_LIFE: &str = "until the view is removed";

pub(super) const PART: Part = Part {
    personal: {
        use OnErasure::Delete;
        &[
            PersonalColumn {
                table: "view",
                column: "name",
                category: Category::Content,
                purpose: "naming a queue (typed by staff)",
                basis: LegalBasis::LegitimateInterest,
                retention: VIEW_LIFE,
                recipients: "none",
                in_export: false,
                on_erasure: Delete,
            },
            reference("view", "owner_id", "finding one's own views", VIEW_LIFE, Delete),
            reference("view", "filter", "showing an assignee's tickets (by id)", VIEW_LIFE, Delete),
        ]
    },
    non_personal: &[(
        "view",
        &["id", "shared_with", "team_id", "sort", "version", "created_at", "updated_at"],
    )],
};
