use super::{Category, LegalBasis, OnErasure, Part, PersonalColumn, reference};

const CASE_LIFE: &str = "36 months after the repair ended";
const TRACKING_LIFE: &str = "60 days after the repair ended";

pub(super) const PART: Part = Part {
    personal: &[
        PersonalColumn {
            table: "repair_shipment",
            column: "tracking_number",
            category: Category::Content,
            purpose: "finding the parcel",
            basis: LegalBasis::Contract,
            retention: TRACKING_LIFE,
            recipients: "the customer",
            in_export: true,
            on_erasure: OnErasure::Delete,
        },
        reference("repair_shipment", "created_by", "proof of what was sent", CASE_LIFE, OnErasure::Anonymise),
        reference(
            "repair_shipment_event",
            "reported_by",
            "proof of what was told of the parcel",
            TRACKING_LIFE,
            OnErasure::Anonymise,
        ),
    ],
    non_personal: &[
        (
            "repair_shipment",
            &[
                "repair_id",
                "seq",
                "id",
                "direction",
                "carrier",
                "service",
                "is_abroad",
                "insured_minor",
                "insured_currency",
                "state",
                "state_at",
                "at",
                "left_at",
                "cancelled_at",
                "version",
            ],
        ),
        // Both go with the tracking number. The key is a hash of what the carrier calls the event.
        (
            "repair_shipment_event",
            &["repair_id", "shipment_id", "event_key", "state", "code", "at", "received_at"],
        ),
    ],
};
