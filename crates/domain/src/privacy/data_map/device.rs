use super::{Category, LegalBasis, OnErasure, Part, PersonalColumn, reference};

const DEVICE_LIFE: &str = "until the device is unregistered or the account ends";
const FACTS_LIFE: &str = "12 months after they were last confirmed, and no longer than the registration";
const EVENT_LIFE: &str = "24 months, or until the device is unregistered";

const fn of_device(
    table: &'static str,
    column: &'static str,
    purpose: &'static str,
    retention: &'static str,
    on_erasure: OnErasure,
) -> PersonalColumn {
    PersonalColumn {
        table,
        column,
        category: Category::Device,
        purpose,
        basis: LegalBasis::Contract,
        retention,
        recipients: "none",
        in_export: true,
        on_erasure,
    }
}

const fn fact(column: &'static str) -> PersonalColumn {
    of_device("device_facts", column, "finding the fault", FACTS_LIFE, OnErasure::Delete)
}

pub(super) const PART: Part = Part {
    personal: {
        use OnErasure::{Anonymise, Delete};
        const SERIAL_LIFE: &str =
            "with the device; without a person as long as tickets refer to it, or 24 months";
        &[
            of_device("device", "serial", "knowing the unit", SERIAL_LIFE, Anonymise),
            of_device("device", "serial_key", "one owner for a unit", SERIAL_LIFE, Anonymise),
            of_device("device", "purchased_on", "deciding on the guarantee", DEVICE_LIFE, Delete),
            of_device("device", "seller_country", "deciding on the guarantee", DEVICE_LIFE, Delete),
            reference("device", "owner_id", "knowing whose it is", DEVICE_LIFE, Delete),
            fact("os"),
            fact("computer"),
            fact("driver"),
            fact("firmware"),
            fact("host_software"),
            fact("connection"),
            reference("device_event", "actor_id", "proof of what was done", EVENT_LIFE, Anonymise),
            reference("device_event", "owner_id", "proof of whose it was", EVENT_LIFE, Anonymise),
        ]
    },
    non_personal: &[
        (
            "product",
            &[
                "id",
                "sku",
                "sku_key",
                "name",
                "family",
                "serial_pattern",
                "folds_lookalikes",
                "warranty_months",
                "checked_by_another",
                "is_offered",
                "version",
                "created_at",
                "updated_at",
            ],
        ),
        (
            "device",
            &[
                "id",
                "product_id",
                "standing",
                "status",
                "registered_at",
                "transfer_id",
                "transfer_expires_at",
                "transferred_from",
                "code_tries",
                "code_tries_since",
                "ended_at",
                "version",
                "owner_version",
                "created_at",
                "updated_at",
                "owner_updated_at",
            ],
        ),
        ("device_facts", &["device_id", "confirmed_at"]),
        ("device_event", &["id", "device_id", "kind", "ticket_id", "at"]),
    ],
};
