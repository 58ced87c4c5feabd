use super::{Category, LegalBasis, OnErasure, Part, PersonalColumn, reference};

const BULK_LIFE: &str = "7 days after it was ordered";

pub(super) const PART: Part = Part {
    personal: &[
        PersonalColumn {
            table: "bulk",
            column: "actions",
            category: Category::Content,
            purpose: "doing the same to many tickets (typed by staff, assignee by id)",
            basis: LegalBasis::LegitimateInterest,
            retention: BULK_LIFE,
            recipients: "none",
            in_export: false,
            on_erasure: OnErasure::Delete,
        },
        reference("tag_rename", "ordered_by", "signing what was done", BULK_LIFE, OnErasure::Delete),
        reference("bulk", "ordered_by", "showing one's own orders", BULK_LIFE, OnErasure::Delete),
    ],
    non_personal: &[
        ("bulk", &["id", "token_id", "session_id", "macro_id", "created_at", "finished_at"]),
        (
            "tag_rename",
            &["id", "from_tag", "to_tag", "changed", "last_ticket_id", "created_at", "finished_at"],
        ),
        ("bulk_item", &["bulk_id", "position", "ticket_id", "outcome", "code", "detail"]),
    ],
};
