use super::{OnErasure, Part, content, reference, ticket::TICKET_LIFE};

pub(super) const PART: Part = Part {
    personal: {
        use OnErasure::Anonymise;
        &[
            content(
                "attachment",
                "file_name",
                "answering the request, proving a purchase (until the ticket's end, redaction, the decision on coverage, the registration's end, what is told of the repair, or 24 hours as part of nothing)",
            ),
            content(
                "attachment",
                "sha256",
                "telling whether the file is still the same (as long as its name)",
            ),
            reference("attachment", "uploader_id", "showing who sent it", TICKET_LIFE, Anonymise),
        ]
    },
    non_personal: &[(
        "attachment",
        &[
            "id",
            "message_id",
            "device_id",
            "parcel_id",
            "repair_id",
            "object",
            "media_type",
            "size",
            "created_at",
            "redacted_at",
        ],
    )],
};
