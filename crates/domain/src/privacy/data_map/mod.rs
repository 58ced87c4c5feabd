//! The data map: every stored column is either personal, with its purpose and its end, or declared
//! not to be. A contract test walks the real schema of both engines and fails on any other column.
//! Each slice has its own part.

mod access;
mod address;
mod attachment;
mod audit;
mod bulk;
mod conversation;
mod coverage;
mod device;
mod disclosure;
mod draft;
mod identity;
mod job;
mod live;
mod macros;
mod parcel;
mod privacy;
mod relations;
mod repair;
mod search;
mod shipment;
mod team;
mod ticket;
mod vault;
mod view;

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
    /// What a person owns, and what it works with.
    Device,
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
            Self::Device => "device",
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

/// What a slice stores.
struct Part {
    personal: &'static [PersonalColumn],
    /// Columns that hold no personal value, by table.
    non_personal: &'static [(&'static str, &'static [&'static str])],
}

const PARTS: &[Part] = &[
    identity::PART,
    ticket::PART,
    team::PART,
    view::PART,
    audit::PART,
    conversation::PART,
    relations::PART,
    access::PART,
    attachment::PART,
    device::PART,
    repair::PART,
    coverage::PART,
    parcel::PART,
    job::PART,
    search::PART,
    live::PART,
    macros::PART,
    bulk::PART,
    draft::PART,
    vault::PART,
    address::PART,
    shipment::PART,
    disclosure::PART,
    privacy::PART,
];

/// Every stored personal value.
pub fn personal_columns() -> impl Iterator<Item = &'static PersonalColumn> {
    PARTS.iter().flat_map(|part| part.personal)
}

/// Every stored column that holds no personal value: table and column.
pub fn non_personal_columns() -> impl Iterator<Item = (&'static str, &'static str)> {
    let tables = PARTS.iter().flat_map(|part| part.non_personal);
    tables.flat_map(|(table, columns)| columns.iter().map(move |column| (*table, *column)))
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
        retention: ticket::TICKET_LIFE,
        recipients: "the ticket's other side, by mail",
        in_export: true,
        on_erasure: OnErasure::Delete,
    }
}
