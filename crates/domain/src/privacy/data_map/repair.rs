use super::{Category, LegalBasis, OnErasure, Part, PersonalColumn, reference};

const CASE_LIFE: &str = "36 months after the repair ended";

const fn of_case(
    table: &'static str,
    column: &'static str,
    category: Category,
    purpose: &'static str,
    retention: &'static str,
) -> PersonalColumn {
    PersonalColumn {
        table,
        column,
        category,
        purpose,
        basis: LegalBasis::Contract,
        retention,
        recipients: "the customer, by mail",
        in_export: true,
        on_erasure: OnErasure::Delete,
    }
}

const fn written(table: &'static str, column: &'static str, purpose: &'static str) -> PersonalColumn {
    of_case(table, column, Category::Content, purpose, CASE_LIFE)
}

const fn person(table: &'static str, column: &'static str, purpose: &'static str) -> PersonalColumn {
    reference(table, column, purpose, CASE_LIFE, OnErasure::Anonymise)
}

pub(super) const PART: Part = Part {
    personal: &[
        person("repair_case", "requester_id", "giving the device back to whose it is"),
        person("repair_case", "assignee_id", "sharing work"),
        written("repair_case", "symptom", "finding the fault"),
        written("repair_case", "no_serial_reason", "knowing the unit"),
        written("repair_case", "coverage_reason", "explaining what pays for the repair"),
        written("repair_case", "hold_reason", "knowing why a repair rests"),
        written("repair_case", "legal_hold_reason", "knowing why a repair is kept"),
        of_case("repair_case", "replacement_serial", Category::Device, "knowing the unit", CASE_LIFE),
        of_case("repair_case", "ship_city", Category::Contact, "statistics of shipping", CASE_LIFE),
        of_case("repair_case", "ship_postcode", Category::Contact, "statistics of shipping", CASE_LIFE),
        person("repair_history", "actor_id", "proof of what was done"),
        written("repair_history", "reason", "telling the customer why"),
        written("repair_history", "note", "proof of what was said"),
        of_case("repair_intake", "serial", Category::Device, "knowing the unit", CASE_LIFE),
        written("repair_intake", "condition", "proof of what was found"),
        written("repair_intake", "accessories", "giving back what came"),
        person("repair_intake", "done_by", "proof of what was found"),
        person("repair_quote", "issued_by", "proof of what was offered"),
        person("repair_quote", "decided_by", "proof of what was agreed"),
        written("repair_quote_line", "text", "saying what is paid for"),
        written("repair_work", "text", "proof of what was done"),
        person("repair_work", "done_by", "proof of what was done"),
    ],
    non_personal: &[
        (
            "repair_case",
            &[
                "id",
                "rma_number",
                "ticket_id",
                "product_id",
                "device_id",
                "follow_up_of",
                "state",
                "state_at",
                "outcome",
                "coverage",
                "battery",
                "limit_minor",
                "limit_currency",
                "return_method",
                "is_prepaid",
                "claim_open",
                "awaiting_address_since",
                "hold_until",
                "legal_hold_until",
                "authorized_at",
                "sent_at",
                "received_at",
                "diagnosed_at",
                "quoted_at",
                "decided_at",
                "repaired_at",
                "tested_at",
                "dispatched_at",
                "delivered_at",
                "ended_at",
                "ship_country",
                "ship_area",
                "quote_valid_until",
                "part_expected_on",
                "is_tracked",
                "is_abroad",
                "due_at",
                "target_at",
                "reminders",
                "version",
                "requester_version",
                "created_at",
                "updated_at",
                "requester_updated_at",
                "address_allowed",
            ],
        ),
        ("repair_history", &["repair_id", "seq", "from_state", "to_state", "done_by", "at"]),
        ("repair_intake", &["repair_id", "serial_matches", "at"]),
        (
            "repair_quote",
            &[
                "repair_id",
                "version",
                "currency",
                "is_maximum",
                "days_needed",
                "decline_fee_minor",
                "valid_until",
                "content_hash",
                "status",
                "issued_at",
                "decided_at",
            ],
        ),
        (
            "repair_quote_line",
            &[
                "repair_id",
                "version",
                "position",
                "kind",
                "quantity_milli",
                "unit_minor",
                "tax_rate",
                "covered_minor",
            ],
        ),
        ("repair_work", &["repair_id", "seq", "kind", "minutes", "expected_on", "at"]),
    ],
};
