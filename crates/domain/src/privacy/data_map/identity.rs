use super::{Category, LegalBasis, OnErasure, Part, PersonalColumn, reference};

const ACCOUNT_LIFE: &str = "until the account ends; unverified accounts 7 days";
const SESSION_LIFE: &str = "1 day after the session has ended";

const fn account(
    column: &'static str,
    category: Category,
    purpose: &'static str,
    basis: LegalBasis,
    in_export: bool,
) -> PersonalColumn {
    PersonalColumn {
        table: "account",
        column,
        category,
        purpose,
        basis,
        retention: ACCOUNT_LIFE,
        recipients: "none",
        in_export,
        on_erasure: OnErasure::Delete,
    }
}

pub(super) const PART: Part = Part {
    personal: {
        use Category::{Contact, Credential, Identity, Preference};
        use LegalBasis::{Consent, Contract};
        use OnErasure::Delete;
        &[
            account("number", Identity, "naming the account aloud", Contract, true),
            account("name", Identity, "addressing the person", Contract, true),
            account("email", Identity, "signing in and answering", Contract, true),
            account("email_key", Identity, "one account for an address", Contract, false),
            account("phone", Contact, "calling back", Consent, true),
            account("postcode", Contact, "finding a service partner near", Consent, true),
            account("city", Contact, "finding a service partner near", Consent, true),
            account("country", Contact, "law, language and shipping zone", Consent, true),
            account("language", Preference, "language of mails and texts", Contract, true),
            account("time_zone", Preference, "showing times", Contract, true),
            account("password_hash", Credential, "signing in", Contract, false),
            reference("code", "account_id", "confirming an address", "1 day after it expires", Delete),
            reference("session", "account_id", "staying signed in", SESSION_LIFE, Delete),
            reference("idempotency", "account_id", "recognising retries", "24 hours", Delete),
        ]
    },
    non_personal: &[
        ("account", &["id", "role", "is_staff", "state", "version", "created_at", "updated_at", "search_id"]),
        ("code", &["id", "purpose", "account_version", "expires_at", "used_at"]),
        (
            "session",
            &[
                "id",
                "kind",
                "generation",
                "rotated_at",
                "used_at",
                "remembered",
                "created_at",
                "idle_expires_at",
                "expires_at",
                "ended_at",
            ],
        ),
        ("idempotency", &["key_hash", "request_hash", "resource_id", "created_at"]),
        ("instance", &["id", "key_check"]),
    ],
};
