use super::{OnErasure, Part, reference};

pub(super) const PART: Part = Part {
    personal: &[reference(
        "ticket_presence",
        "account_id",
        "showing colleagues who is at a ticket",
        "an hour after it was last said",
        OnErasure::Delete,
    )],
    non_personal: &[("ticket_presence", &["ticket_id", "activity", "seen_at", "expires_at"])],
};
