use super::{OnErasure, Part, PersonalColumn, content, reference};

const DRAFT_LIFE: &str = "until sent or thrown away; at most 30 days after the last change";

pub(super) const PART: Part = Part {
    personal: &[
        PersonalColumn {
            retention: DRAFT_LIFE,
            recipients: "none",
            ..content("draft", "body", "going on with what was begun")
        },
        reference("draft", "account_id", "going on with what was begun", DRAFT_LIFE, OnErasure::Delete),
        reference(
            "draft",
            "mentions",
            "going on with what was begun (ids of staff)",
            DRAFT_LIFE,
            OnErasure::Delete,
        ),
    ],
    non_personal: &[
        (
            "draft",
            &[
                "id",
                "ticket_id",
                "kind",
                "format",
                "set_status",
                "base_version",
                "version",
                "created_at",
                "updated_at",
            ],
        ),
        ("draft_attachment", &["draft_id", "attachment_id"]),
    ],
};
