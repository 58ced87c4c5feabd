use super::{OnErasure, Part, content, reference};

pub(super) const TICKET_LIFE: &str = "36 months after the ticket is closed";
const EVENT_LIFE: &str = "24 months";

pub(super) const PART: Part = Part {
    personal: {
        use OnErasure::Anonymise;
        &[
            content("ticket", "subject", "answering the request"),
            reference("ticket", "requester_id", "answering the request", TICKET_LIFE, Anonymise),
            reference("ticket", "assignee_id", "sharing work", TICKET_LIFE, Anonymise),
            reference(
                "ticket",
                "deleted_by",
                "showing who deleted it",
                "30 days: then the ticket is erased",
                Anonymise,
            ),
            content("message", "body", "answering the request"),
            reference("message", "author_id", "showing who said it", TICKET_LIFE, Anonymise),
            reference("ticket_event", "actor_id", "proof of what was done", EVENT_LIFE, Anonymise),
            reference(
                "ticket_event",
                "from_value",
                "proof of what was done (assignee's id)",
                EVENT_LIFE,
                Anonymise,
            ),
            reference(
                "ticket_event",
                "to_value",
                "proof of what was done (assignee's id)",
                EVENT_LIFE,
                Anonymise,
            ),
        ]
    },
    non_personal: &[
        (
            "ticket",
            &[
                "id",
                "number",
                "status",
                "status_at",
                "priority",
                "kind",
                "tags",
                "follow_up_of",
                "merged_into",
                "team_id",
                "wake_at",
                "woke_at",
                "device_id",
                "reminded_at",
                "version",
                "requester_version",
                "created_at",
                "updated_at",
                "requester_updated_at",
                "deleted_at",
                "possible_duplicate_of",
                "member_versions",
            ],
        ),
        ("ticket_tag", &["ticket_id", "tag"]),
        (
            "message",
            &[
                "id",
                "ticket_id",
                "origin_ticket_id",
                "kind",
                "by_staff",
                "format",
                "created_at",
                "redacted_at",
                "held_until",
                "set_status",
                "ticket_version",
                "requester_version",
                "search_id",
            ],
        ),
        ("ticket_event", &["id", "ticket_id", "kind", "is_public", "cause", "macro_id", "at", "position"]),
    ],
};
