use super::{Category, LegalBasis, OnErasure, Part, PersonalColumn, reference};

pub(super) const PART: Part = Part {
    personal: {
        use OnErasure::Delete;
        &[
            PersonalColumn {
                table: "team",
                column: "name",
                category: Category::Content,
                purpose: "naming who answers (typed by staff; not meant for people's names)",
                basis: LegalBasis::LegitimateInterest,
                retention: "until it is changed; of a dissolved team as long as its tickets",
                recipients: "none",
                in_export: false,
                on_erasure: Delete,
            },
            PersonalColumn {
                table: "team",
                column: "name_key",
                category: Category::Content,
                purpose: "one team for a name",
                basis: LegalBasis::LegitimateInterest,
                retention: "until it is changed or the team is dissolved",
                recipients: "none",
                in_export: false,
                on_erasure: Delete,
            },
            reference(
                "team_member",
                "account_id",
                "sharing work",
                "until the member leaves the team",
                Delete,
            ),
        ]
    },
    non_personal: &[
        (
            "team",
            &[
                "id",
                "number",
                "is_default",
                "remind_after_days",
                "solve_after_days",
                "close_after_days",
                "version",
                "created_at",
                "updated_at",
                "dissolved_at",
            ],
        ),
        ("team_member", &["team_id"]),
    ],
};
