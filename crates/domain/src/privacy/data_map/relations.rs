use super::{OnErasure, Part, reference, ticket::TICKET_LIFE};

pub(super) const PART: Part = Part {
    personal: {
        use OnErasure::{Anonymise, Delete};
        &[
            reference("ticket_merge", "merged_by", "showing who merged", TICKET_LIFE, Anonymise),
            reference("ticket_merge", "undone_by", "showing who undid it", TICKET_LIFE, Anonymise),
            reference("merged_participant", "account_id", "undoing a merge", TICKET_LIFE, Delete),
            reference("ticket_link", "linked_by", "showing who linked", TICKET_LIFE, Anonymise),
        ]
    },
    non_personal: &[
        (
            "ticket_merge",
            &["id", "target_id", "source_id", "source_status", "source_wake_at", "merged_at", "undone_at"],
        ),
        ("merged_message", &["merge_id", "message_id"]),
        ("merged_participant", &["merge_id"]),
        ("ticket_link", &["id", "from_id", "to_id", "kind", "linked_at"]),
    ],
};
