use super::{OnErasure, Part, reference};

const PRESENCE_LIFE: &str = "30 seconds after it was last said; removed within the hour";

pub(super) const PART: Part = Part {
    personal: &[reference(
        "presence",
        "account_id",
        "showing colleagues who is at a ticket",
        PRESENCE_LIFE,
        OnErasure::Delete,
    )],
    non_personal: &[("presence", &["ticket_id", "activity", "expires_at"])],
};
