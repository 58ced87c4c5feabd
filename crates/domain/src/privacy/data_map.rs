//! The data map: every stored column is either personal, with its purpose and its end, or declared
//! not to be. A contract test walks the real schema of both engines and fails on any other column.

/// A stored personal value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonalColumn {
    /// Table.
    pub table: &'static str,
    /// Column.
    pub column: &'static str,
    /// What kind of data it is.
    pub category: Category,
    /// What it is needed for.
    pub purpose: &'static str,
    /// Why it may be stored (GDPR, Article 6(1)).
    pub basis: LegalBasis,
    /// How long it is kept.
    pub retention: &'static str,
    /// Who gets to see it, beside the staff.
    pub recipients: &'static str,
    /// Whether a person's export holds it.
    pub in_export: bool,
    /// What an erasure does with it.
    pub on_erasure: OnErasure,
}

/// Kinds of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// Name and e-mail address.
    Identity,
    /// Voluntary contact data.
    Contact,
    /// Language and time zone.
    Preference,
    /// What signs a person in.
    Credential,
    /// Texts of requests and answers.
    Content,
    /// Who did or is concerned by something, by id.
    Reference,
}

impl Category {
    /// For people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Contact => "voluntary contact",
            Self::Preference => "preference",
            Self::Credential => "credential",
            Self::Content => "content",
            Self::Reference => "reference",
        }
    }
}

/// Legal bases of GDPR, Article 6(1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegalBasis {
    /// (a) consent: voluntary data, until it is cleared.
    Consent,
    /// (b) contract: answering the request.
    Contract,
    /// (f) legitimate interest: safe operation and proof of what was done.
    LegitimateInterest,
}

impl LegalBasis {
    /// For people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Consent => "(a) consent",
            Self::Contract => "(b) contract",
            Self::LegitimateInterest => "(f) legitimate interest",
        }
    }
}

/// What an erasure does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnErasure {
    /// The row or value goes.
    Delete,
    /// The reference to the person is cut; the fact stays.
    Anonymise,
}

impl OnErasure {
    /// For people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Delete => "deleted",
            Self::Anonymise => "cut",
        }
    }
}

const ACCOUNT_LIFE: &str = "until the account ends; unverified accounts 7 days";
const TICKET_LIFE: &str = "36 months after the ticket is closed";
const EVENT_LIFE: &str = "24 months";
const SESSION_LIFE: &str = "1 day after the session has ended";
const JOB_LIFE: &str = "until the work is done; 30 days if it failed for good";

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

const fn reference(
    table: &'static str,
    column: &'static str,
    purpose: &'static str,
    retention: &'static str,
    on_erasure: OnErasure,
) -> PersonalColumn {
    PersonalColumn {
        table,
        column,
        category: Category::Reference,
        purpose,
        basis: LegalBasis::Contract,
        retention,
        recipients: "none",
        in_export: false,
        on_erasure,
    }
}

const fn content(table: &'static str, column: &'static str, purpose: &'static str) -> PersonalColumn {
    PersonalColumn {
        table,
        column,
        category: Category::Content,
        purpose,
        basis: LegalBasis::Contract,
        retention: TICKET_LIFE,
        recipients: "the ticket's other side, by mail",
        in_export: true,
        on_erasure: OnErasure::Delete,
    }
}

/// Every stored personal value.
pub const DATA_MAP: &[PersonalColumn] = {
    use Category::{Contact, Credential, Identity, Preference};
    use LegalBasis::{Consent, Contract};
    use OnErasure::{Anonymise, Delete};
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
        content("ticket", "subject", "answering the request"),
        reference("ticket", "requester_id", "answering the request", TICKET_LIFE, Anonymise),
        reference("ticket", "assignee_id", "sharing work", TICKET_LIFE, Anonymise),
        content("message", "body", "answering the request"),
        reference("message", "author_id", "showing who said it", TICKET_LIFE, Anonymise),
        reference("ticket_event", "actor_id", "proof of what was done", EVENT_LIFE, Anonymise),
        reference(
            "ticket_event",
            "from_value",
            "proof of what was done (assignee's id)",
            EVENT_LIFE,
            Anonymise,
        ),
        reference(
            "ticket_event",
            "to_value",
            "proof of what was done (assignee's id)",
            EVENT_LIFE,
            Anonymise,
        ),
        reference("job", "payload", "telling the new assignee (by id)", JOB_LIFE, Delete),
    ]
};

/// Every stored column that holds no personal value, by table.
pub const NON_PERSONAL: &[(&str, &[&str])] = &[
    ("account", &["id", "role", "is_staff", "state", "version", "created_at", "updated_at"]),
    ("code", &["id", "purpose", "account_version", "expires_at", "used_at"]),
    (
        "session",
        &[
            "id",
            "generation",
            "rotated_at",
            "remembered",
            "created_at",
            "idle_expires_at",
            "expires_at",
            "ended_at",
        ],
    ),
    ("idempotency", &["key_hash", "request_hash", "resource_id", "created_at"]),
    ("instance", &["id", "key_check"]),
    (
        "ticket",
        &[
            "id",
            "number",
            "status",
            "status_at",
            "priority",
            "kind",
            "tags",
            "follow_up_of",
            "reminded_at",
            "version",
            "requester_version",
            "created_at",
            "updated_at",
            "requester_updated_at",
        ],
    ),
    ("ticket_tag", &["ticket_id", "tag"]),
    ("message", &["id", "ticket_id", "kind", "by_staff", "format", "created_at"]),
    ("ticket_event", &["id", "ticket_id", "kind", "is_public", "cause", "at"]),
    ("job", &["id", "kind", "attempts", "run_at", "lease_holder", "dead_at", "reason"]),
    ("schedule", &["name", "next_at"]),
    ("seaql_migrations", &["version", "applied_at"]),
];
