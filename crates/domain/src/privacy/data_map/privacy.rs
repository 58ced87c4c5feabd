use super::{LegalBasis, OnErasure, Part, PersonalColumn, reference};

pub(super) const PART: Part = Part {
    personal: &[PersonalColumn {
        basis: LegalBasis::LegitimateInterest,
        in_export: true,
        ..reference(
            "privacy_request",
            "account_id",
            "proof that a request was answered",
            "36 months after it was taken back; of an erasure until the ledger knows of it",
            OnErasure::Anonymise,
        )
    }],
    non_personal: &[(
        "privacy_request",
        &[
            "id",
            "kind",
            "repairs",
            "state",
            "requested_at",
            "due_at",
            "ended_at",
            "erased_tickets",
            "erased_messages",
            "erased_files",
            "erased_devices",
            "erased_repairs",
            "kept_quotes",
            "ledger_seq",
            "version",
            "told_at",
            "telling_until",
        ],
    )],
};
