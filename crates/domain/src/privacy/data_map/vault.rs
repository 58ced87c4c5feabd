use super::{Category, LegalBasis, OnErasure, Part, PersonalColumn, reference};

const ADDRESS_LIFE: &str = "until the repair case ends, or 180 days; copies in backups can be read for one \
                            rotation of the keys longer (24 hours)";
const ACCESS_LIFE: &str = "36 months after the access, and not longer than the repair case";

pub(super) const PART: Part = Part {
    personal: &[
        PersonalColumn {
            table: "repair_address",
            column: "sealed_body",
            category: Category::Contact,
            purpose: "sending a repaired device back; sealed with a key of its own",
            basis: LegalBasis::Contract,
            retention: ADDRESS_LIFE,
            recipients: "the carrier of the parcel",
            in_export: true,
            on_erasure: OnErasure::Delete,
        },
        reference(
            "repair_address",
            "captured_by",
            "knowing who typed an address",
            ADDRESS_LIFE,
            OnErasure::Delete,
        ),
        reference(
            "address_access",
            "account_id",
            "showing customers as what, and officers who has looked at an address",
            ACCESS_LIFE,
            OnErasure::Anonymise,
        ),
        PersonalColumn {
            table: "address_access",
            column: "reason",
            category: Category::Content,
            purpose: "why an address was looked at out of turn, or written by the staff",
            basis: LegalBasis::LegitimateInterest,
            retention: ACCESS_LIFE,
            recipients: "none",
            in_export: false,
            on_erasure: OnErasure::Delete,
        },
    ],
    non_personal: &[
        ("key_epoch", &["epoch", "is_current", "check_value", "created_at"]),
        (
            "repair_address",
            &[
                "repair_id",
                "address_allowed",
                "address_version",
                "quality",
                "captured_via",
                "captured_at",
                "expires_at",
                "sure_until",
            ],
        ),
        ("address_key", &["repair_id", "address_version", "epoch", "wrapped"]),
        ("address_access", &["id", "repair_id", "role", "purpose", "at", "failed_at"]),
        (
            "purge_record",
            &[
                "id",
                "repair_id",
                "address_version",
                "rule",
                "last_epoch",
                "purged_at",
                "ledger_seq",
                "destroyed_at",
                "copies",
            ],
        ),
        ("ledger_known", &["id", "seq", "hash", "destroyed_through"]),
    ],
};
