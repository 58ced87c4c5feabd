use super::{Category, LegalBasis, OnErasure, Part, PersonalColumn, reference};

const TOKEN_LIFE: &str = "until it is revoked; 30 days after it expires";

const fn factor(table: &'static str, column: &'static str, category: Category) -> PersonalColumn {
    PersonalColumn {
        category,
        ..reference(table, column, "signing in in two steps", "until it is switched off", OnErasure::Delete)
    }
}

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
        factor("totp", "account_id", Category::Reference),
        factor("totp", "sealed_secret", Category::Credential),
        factor("recovery_code", "account_id", Category::Reference),
        factor("recovery_code", "code_hash", Category::Credential),
        PersonalColumn {
            basis: LegalBasis::LegitimateInterest,
            ..reference(
                "confidentiality_acceptance",
                "account_id",
                "proof that staff have promised to keep silent",
                "until the account ends",
                OnErasure::Delete,
            )
        },
    ],
    non_personal: &[
        ("api_token", &["id", "scopes", "created_at", "expires_at", "last_used_at"]),
        ("step_up", &["session_id", "at"]),
        ("totp", &["started_at", "confirmed_at", "last_step"]),
        ("role_requirement", &["role", "totp", "confidentiality", "version"]),
        ("confidentiality_acceptance", &["notice", "accepted_at"]),
    ],
};
