//! The register of disclosures: which kind of someone's data went to whom outside the desk, why, and when. What
//! the data says is not in it.

mod by_hand;
mod register;
mod repo;

pub use by_hand::{NewDisclosure, find, record};
pub use register::{follow_carrier, list, own, to_carrier};
pub use repo::DisclosureRepo;

use crate::{
    clock::Timestamp,
    error::Rule,
    id::{AccountId, DisclosureId, RepairId, ShipmentId, TicketId},
    shipment::Carrier,
    text::{redacted_text, running_text, single_line},
    ticket::named_enum,
};

/// How long an entry is kept after it was put on record: 36 months.
pub const KEPT_FOR: chrono::Duration = chrono::Duration::days(36 * 365 / 12);

named_enum! {
    /// What kind of data.
    DataKind {
        /// Name and postal address.
        PostalAddress => "postal_address",
        /// Name, and how to reach the person.
        Contact => "contact",
        /// Which device, with its serial number.
        Device => "device",
        /// What was bought where and when.
        Purchase => "purchase",
        /// What was done with the device, and what it cost.
        Repair => "repair",
        /// What was written to each other.
        Messages => "messages",
        /// Files and photos.
        Files => "files",
        /// Sign-ins and network addresses.
        Access => "access",
    }
}

named_enum! {
    /// Why it may be handed over (GDPR, Article 6(1)).
    Basis {
        /// (a): the person has agreed.
        Consent => "consent",
        /// (b): what the person asked for cannot be done without it.
        Contract => "contract",
        /// (c): the law demands it.
        LegalObligation => "legal_obligation",
        /// (d): somebody's life is at stake.
        VitalInterests => "vital_interests",
        /// (e): a public authority's task.
        PublicTask => "public_task",
        /// (f): somebody's interest that outweighs the person's.
        LegitimateInterests => "legitimate_interests",
    }
}

named_enum! {
    /// What kind of recipient.
    RecipientKind {
        /// Carries parcels.
        Carrier => "carrier",
        /// Pays for loss or damage.
        Insurer => "insurer",
        /// Looks into crimes.
        Police => "police",
        /// Judges.
        Court => "court",
        /// Any other public authority.
        Authority => "authority",
        /// Makes or repairs the device.
        Manufacturer => "manufacturer",
        /// Works for the desk, by its orders.
        Processor => "processor",
        /// Advises the desk on the law.
        Lawyer => "lawyer",
        /// Anybody else.
        Other => "other",
    }
}

redacted_text! {
    /// To whom: an office or a company, never a person. 1 to 100 characters on one line.
    Recipient
}

impl Recipient {
    /// The most characters a name may have.
    pub const MAX: usize = 100;

    /// Parses a name as typed.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        single_line(raw, Self::MAX).map(Self)
    }

    /// The carrier of a parcel.
    pub fn carrier(carrier: &Carrier) -> Self {
        Self(carrier.as_str().to_owned())
    }
}

redacted_text! {
    /// What for: 1 to 500 characters.
    Purpose
}

impl Purpose {
    /// The most characters a purpose may have.
    pub const MAX: usize = 500;

    /// Parses a purpose as typed.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        running_text(raw, Self::MAX).map(Self)
    }
}

/// Someone's data went to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure {
    /// Stable id; sorts by time.
    pub id: DisclosureId,
    /// Whose data.
    pub account: Option<AccountId>,
    /// For which repair.
    pub repair: Option<RepairId>,
    /// In which ticket.
    pub ticket: Option<TicketId>,
    /// With which parcel; `None` once another carrier was named for it.
    pub shipment: Option<ShipmentId>,
    /// What kinds of data.
    pub kinds: Vec<DataKind>,
    /// To whom; nobody has named the carrier yet if `None`.
    pub recipient: Option<Recipient>,
    /// What kind of recipient that is.
    pub recipient_kind: RecipientKind,
    /// Why.
    pub basis: Basis,
    /// What for, if somebody wrote it down.
    pub purpose: Option<Purpose>,
    /// The entry that was wrong, which this one corrects.
    pub corrects: Option<DisclosureId>,
    /// Who handed it over, or wrote it down. For who answers for privacy.
    pub actor: Option<AccountId>,
    /// When it was handed over.
    pub at: Timestamp,
    /// When that was put on record.
    pub recorded_at: Timestamp,
}
