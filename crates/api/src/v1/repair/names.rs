//! Names of states and kinds: the API's enumerations, one to one with the domain's.

use domain::repair;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! mirror {
    ($(#[$doc:meta])* $name:ident of $domain:ty { $($(#[$vdoc:meta])* $variant:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub(crate) enum $name { $($(#[$vdoc])* $variant),* }

        impl From<$domain> for $name {
            fn from(value: $domain) -> Self {
                match value { $(<$domain>::$variant => Self::$variant),* }
            }
        }

        impl From<$name> for $domain {
            fn from(value: $name) -> Self {
                match value { $($name::$variant => Self::$variant),* }
            }
        }
    };
}
pub(in crate::v1) use mirror;

mirror! {
    /// Where a repair stands. `closed`, `cancelled`, `rejected` and `expired` are its end.
    RepairState of repair::State {
        /// Asked for; the desk decides.
        Requested,
        /// The customer may send the device.
        Authorized,
        /// The device is on its way here.
        Inbound,
        /// The device is here.
        Received,
        /// The fault is looked for.
        Diagnosing,
        /// The customer has a quote to decide on.
        AwaitingApproval,
        /// A part is on its way.
        AwaitingParts,
        /// The device is repaired.
        Repairing,
        /// The work is checked. The customer sees it as `repairing`.
        Testing,
        /// Done; the device waits to leave.
        ReadyToShip,
        /// The device is on its way to the customer.
        Outbound,
        /// The parcel did not reach the customer.
        Undeliverable,
        /// The customer does not answer.
        Unclaimed,
        /// The customer has the device.
        Delivered,
        /// Over, with an outcome.
        Closed,
        /// Called off before the device came.
        Cancelled,
        /// The desk does not take the device.
        Rejected,
        /// The device was never sent.
        Expired,
    }
}

mirror! {
    /// How a repair ends.
    RepairOutcome of repair::Outcome {
        /// It works again.
        Repaired,
        /// The customer gets another unit.
        Exchanged,
        /// The customer gets the money back.
        Refunded,
        /// Nothing was wrong.
        NoFaultFound,
        /// Sent back as it came.
        ReturnedUnrepaired,
        /// A repair would cost more than it is worth.
        BeyondEconomicRepair,
        /// The customer gave it away.
        RecycledByConsent,
        /// Nobody wanted it back.
        DisposedUnclaimed,
        /// The carrier lost it, and it was paid for.
        LostCompensated,
        /// It was announced and never came.
        NeverReceived,
    }
}

mirror! {
    /// What pays for a repair.
    RepairCoverage of repair::Coverage {
        /// The seller's duty by law.
        LegalGuarantee,
        /// The maker's promise.
        CommercialWarranty,
        /// An earlier repair.
        RepairWarranty,
        /// The maker's kindness.
        Goodwill,
        /// The customer.
        Paid,
    }
}

mirror! {
    /// How the desk was told of a decision.
    RepairDecisionChannel of repair::DecisionChannel {
        /// By telephone.
        Phone,
        /// By mail.
        Email,
        /// By a letter.
        Letter,
        /// At the desk.
        InPerson,
    }
}

mirror! {
    /// Who told the desk of a decision.
    RepairDecisionSource of repair::DecisionSource {
        /// Whose device it is.
        Customer,
        /// Who may speak for the customer.
        AuthorisedPerson,
    }
}

mirror! {
    /// What becomes of a device that nobody claims.
    RepairDisposalWay of repair::DisposalWay {
        /// It is taken apart as waste.
        Recycled,
        /// Somebody buys it.
        Sold,
        /// Somebody gets it as a gift.
        Donated,
        /// Other devices are repaired with it.
        KeptForParts,
    }
}

mirror! {
    /// What the customer says of the device's battery. A damaged one must not be sent like a parcel.
    RepairBattery of repair::Battery {
        /// There is none.
        None,
        /// Nothing is to be seen.
        Unharmed,
        /// Swollen, wet, hot or leaking.
        Damaged,
        /// Cannot be told.
        Unknown,
    }
}

mirror! {
    /// How the device comes back.
    RepairReturnMethod of repair::ReturnMethod {
        /// To an address.
        Parcel,
        /// The customer comes for it.
        PickUp,
        /// To a locker that opens by a code.
        Locker,
    }
}

mirror! {
    /// As what someone moved a repair.
    RepairMover of repair::Mover {
        /// Whose device it is.
        Customer,
        /// Decides, quotes, and speaks for the customer.
        Agent,
        /// Works on the device, and checks the work.
        Technician,
        /// Receives and ships.
        Logistics,
        /// Decides where money is lost.
        Lead,
        /// Nobody: time had passed.
        Time,
    }
}

mirror! {
    /// What a line of a quote is for.
    RepairQuoteLineKind of repair::LineKind {
        /// A part.
        Part,
        /// Work.
        Labour,
        /// The way to the customer.
        Shipping,
        /// What is paid in any case.
        Fee,
        /// What is taken off.
        Discount,
    }
}

mirror! {
    /// What has become of a quote.
    RepairQuoteStatus of repair::QuoteStatus {
        /// The customer may decide on it.
        Issued,
        /// Approved.
        Approved,
        /// Declined.
        Declined,
        /// Nobody decided in time.
        Expired,
        /// A newer version took its place.
        Superseded,
    }
}

mirror! {
    /// What became of the fault that the customer had told of.
    RepairFault of repair::Fault {
        /// It is there.
        Confirmed,
        /// It is not, but another is.
        Other,
        /// No fault was found.
        NotFound,
    }
}

mirror! {
    /// Where a fault comes from.
    RepairFaultCause of repair::FaultCause {
        /// From how the device was made, or what of.
        Manufacture,
        /// From its program.
        Software,
        /// From years of use.
        Wear,
        /// From how it was handled.
        Misuse,
        /// From a liquid.
        Liquid,
        /// From its way to or from the desk.
        Transport,
        /// From a repair before.
        EarlierRepair,
        /// It is not known.
        Unknown,
    }
}

mirror! {
    /// What an entry of the work log is.
    RepairWorkKind of repair::WorkKind {
        /// What was done.
        Work,
        /// A part that is awaited.
        Part,
        /// A part that went into the device.
        PartUsed,
        /// What was checked, and passed.
        Check,
        /// What was checked, and did not pass.
        CheckFailed,
        /// How a fault was looked for that nobody found.
        SearchTried,
        /// Under which conditions.
        SearchConditions,
        /// What came of the customer's own steps.
        CustomersSteps,
        /// What the search came to.
        SearchResult,
    }
}

mirror! {
    /// How a notice was given.
    RepairNoticeWay of repair::NoticeWay {
        /// By mail, by the desk itself.
        Mail,
        /// By a letter, by hand.
        Letter,
        /// By telephone.
        Phone,
    }
}
