use super::{OnErasure, Part, reference};

const LIFE: &str = "36 months";

pub(super) const PART: Part = Part {
    personal: &[
        reference(
            "disclosure",
            "account_id",
            "telling people to whom their data was handed",
            LIFE,
            OnErasure::Anonymise,
        ),
        reference("disclosure", "actor_id", "proof of who handed it over", LIFE, OnErasure::Anonymise),
    ],
    non_personal: &[("disclosure", &["id", "repair_id", "shipment_id", "kind", "recipient", "basis", "at"])],
};
