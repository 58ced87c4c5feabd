//! The register of disclosures: which kind of someone's data went to whom outside the desk, why, and when. What
//! the data says is not in it.

mod register;
mod repo;

pub use register::{follow_carrier, list, own, to_carrier};
pub use repo::DisclosureRepo;

use crate::{
    clock::Timestamp,
    id::{AccountId, DisclosureId, RepairId, ShipmentId},
    shipment::Carrier,
    ticket::named_enum,
};

/// How long an entry is kept: 36 months.
pub const KEPT_FOR: chrono::Duration = chrono::Duration::days(36 * 365 / 12);

named_enum! {
    /// What kind of data.
    DataKind {
        /// Name and postal address.
        PostalAddress => "postal_address",
    }
}

named_enum! {
    /// Why it may be handed over (GDPR, Article 6(1)).
    Basis {
        /// (b): what the person asked for cannot be done without it.
        Contract => "contract",
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
    /// With which parcel; `None` once another carrier was named for it.
    pub shipment: Option<ShipmentId>,
    /// What kind of data.
    pub kind: DataKind,
    /// To whom; nobody has named the carrier yet if `None`.
    pub recipient: Option<Carrier>,
    /// Why.
    pub basis: Basis,
    /// Who handed it over. For who answers for privacy.
    pub actor: Option<AccountId>,
    /// When.
    pub at: Timestamp,
}
