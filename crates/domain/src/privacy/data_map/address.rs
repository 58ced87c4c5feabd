use super::{OnErasure, Part, reference};

pub(super) const PART: Part = Part {
    personal: &[reference(
        "address_link",
        "asked_by",
        "knowing who asked a customer for an address",
        "a day after the link has expired, and not longer than the repair case",
        OnErasure::Anonymise,
    )],
    non_personal: &[("address_link", &["code_id", "repair_id", "asked_at"])],
};
