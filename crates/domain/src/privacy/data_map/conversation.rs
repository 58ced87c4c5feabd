use super::{OnErasure, Part, reference, ticket::TICKET_LIFE};

const PART_LIFE: &str = "until taken out; at most as long as the ticket";
const INVITATION_LIFE: &str = "until accepted or declined; at most 14 days";

pub(super) const PART: Part = Part {
    personal: {
        use OnErasure::{Anonymise, Delete};
        &[
            reference("participant", "account_id", "letting others take part", PART_LIFE, Delete),
            reference("participant", "added_by", "showing who let them in", TICKET_LIFE, Anonymise),
            reference("message_recipient", "account_id", "showing whom it went to", TICKET_LIFE, Anonymise),
            reference("invitation", "account_id", "inviting to a ticket", INVITATION_LIFE, Delete),
            reference("invitation", "invited_by", "saying who invites", INVITATION_LIFE, Delete),
        ]
    },
    non_personal: &[
        ("participant", &["ticket_id", "role", "created_at"]),
        ("message_recipient", &["message_id", "reason"]),
        ("invitation", &["id", "ticket_id", "created_at"]),
    ],
};
