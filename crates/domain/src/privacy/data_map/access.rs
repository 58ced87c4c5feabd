use super::{Category, LegalBasis, OnErasure, Part, PersonalColumn, reference};

const TOKEN_LIFE: &str = "until it is revoked; 30 days after it expires";

pub(super) const PART: Part = Part {
    personal: &[
        reference(
            "api_token",
            "account_id",
            "letting a program act for its owner",
            TOKEN_LIFE,
            OnErasure::Delete,
        ),
        PersonalColumn {
            table: "api_token",
            column: "name",
            category: Category::Content,
            purpose: "telling one's tokens apart",
            basis: LegalBasis::Contract,
            retention: TOKEN_LIFE,
            recipients: "none",
            in_export: true,
            on_erasure: OnErasure::Delete,
        },
        PersonalColumn {
            table: "api_token",
            column: "token_hash",
            category: Category::Credential,
            purpose: "recognising a token",
            basis: LegalBasis::Contract,
            retention: TOKEN_LIFE,
            recipients: "none",
            in_export: false,
            on_erasure: OnErasure::Delete,
        },
    ],
    non_personal: &[
        ("api_token", &["id", "scopes", "created_at", "expires_at", "last_used_at"]),
        ("step_up", &["session_id", "at"]),
    ],
};
