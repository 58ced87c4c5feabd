use super::{Category, LegalBasis, OnErasure, Part, PersonalColumn, content};

pub(super) const PART: Part = Part {
    personal: &[
        content("search_reply", "words", "finding tickets (copy of subject and message)"),
        content("search_note", "words", "finding tickets (copy of subject and note)"),
        PersonalColumn {
            table: "search_customer",
            column: "words",
            category: Category::Identity,
            purpose: "finding tickets by who asked (copy of name and e-mail address)",
            basis: LegalBasis::Contract,
            retention: "goes with the account",
            recipients: "none",
            in_export: false,
            on_erasure: OnErasure::Delete,
        },
    ],
    non_personal: &[("search_reply", &["id"]), ("search_note", &["id"]), ("search_customer", &["id"])],
};
