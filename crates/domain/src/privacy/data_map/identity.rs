use super::{Category, LegalBasis, OnErasure, Part, PersonalColumn, reference};

const ACCOUNT_LIFE: &str = "until the account ends; unverified accounts 7 days, or as long as a link works";
const EMAIL_CHANGE_LIFE: &str = "until both have confirmed or one has refused it; 24 hours";
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
            reference(
                "code",
                "account_id",
                "confirming an address, setting a new password",
                "1 day after it expires",
                Delete,
            ),
            PersonalColumn {
                table: "email_change",
                column: "email",
                category: Identity,
                purpose: "changing the address once both have confirmed it",
                basis: Contract,
                retention: EMAIL_CHANGE_LIFE,
                recipients: "none",
                in_export: true,
                on_erasure: Delete,
            },
            reference("email_change", "account_id", "whose address changes", EMAIL_CHANGE_LIFE, Delete),
            reference("session", "account_id", "staying signed in", SESSION_LIFE, Delete),
            PersonalColumn {
                table: "throttle",
                column: "key_hash",
                category: Category::Reference,
                purpose: "slowing down guessing: address or network, under a hash whose key changes daily",
                basis: LegalBasis::LegitimateInterest,
                retention: "2 hours after the last attempt",
                recipients: "none",
                in_export: false,
                on_erasure: Delete,
            },
            reference("idempotency", "account_id", "recognising retries", "24 hours", Delete),
        ]
    },
    non_personal: &[
        ("account", &["id", "role", "is_staff", "state", "version", "created_at", "updated_at", "search_id"]),
        (
            "email_change",
            &["new_code_id", "old_code_id", "new_confirmed_at", "old_confirmed_at", "expires_at"],
        ),
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
        ("throttle", &["attempts", "attempted_at", "previous_at", "expires_at"]),
        ("instance", &["id", "key_check", "restored_at", "vault_proven_at", "vault_wrong"]),
    ],
};
