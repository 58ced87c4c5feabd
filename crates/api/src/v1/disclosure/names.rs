//! The register's enumerations, one to one with the domain's.

use domain::disclosure;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::v1::repair::mirror;

mirror! {
    /// What kind of data.
    DisclosedData of disclosure::DataKind {
        /// Name and postal address.
        PostalAddress,
        /// Name, and how to reach the person.
        Contact,
        /// Which device, with its serial number.
        Device,
        /// What was bought where and when.
        Purchase,
        /// What was done with the device, and what it cost.
        Repair,
        /// What was written to each other.
        Messages,
        /// Files and photos.
        Files,
        /// Sign-ins and network addresses.
        Access,
    }
}

mirror! {
    /// What kind of recipient.
    DisclosureRecipient of disclosure::RecipientKind {
        /// Carries parcels.
        Carrier,
        /// Pays for loss or damage.
        Insurer,
        /// Looks into crimes.
        Police,
        /// Judges.
        Court,
        /// Any other public authority.
        Authority,
        /// Makes or repairs the device.
        Manufacturer,
        /// Works for the desk, by its orders.
        Processor,
        /// Advises the desk on the law.
        Lawyer,
        /// Anybody else.
        Other,
    }
}

mirror! {
    /// Why data may be handed over: GDPR, Article 6(1).
    DisclosureBasis of disclosure::Basis {
        /// (a): the person has agreed.
        Consent,
        /// (b): what was asked for cannot be done without it.
        Contract,
        /// (c): the law demands it.
        LegalObligation,
        /// (d): somebody's life is at stake.
        VitalInterests,
        /// (e): a public authority's task.
        PublicTask,
        /// (f): somebody's interest that outweighs the person's.
        LegitimateInterests,
    }
}
