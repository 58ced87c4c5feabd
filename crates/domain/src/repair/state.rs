use crate::{
    id::AccountId,
    identity::{Actor, Permission},
    ticket::named_enum,
};

named_enum! {
    /// Where a repair case stands.
    State {
        /// Asked for; the desk decides.
        Requested => "requested",
        /// The customer may send the device.
        Authorized => "authorized",
        /// The device is on its way here.
        Inbound => "inbound",
        /// The device is here.
        Received => "received",
        /// The fault is looked for.
        Diagnosing => "diagnosing",
        /// The customer has a quote to decide on.
        AwaitingApproval => "awaiting_approval",
        /// A part is on its way.
        AwaitingParts => "awaiting_parts",
        /// The device is repaired.
        Repairing => "repairing",
        /// The work is checked. The customer sees it as `repairing`.
        Testing => "testing",
        /// Done; the device waits to leave.
        ReadyToShip => "ready_to_ship",
        /// The device is on its way to the customer.
        Outbound => "outbound",
        /// The parcel did not reach the customer.
        Undeliverable => "undeliverable",
        /// The customer does not answer.
        Unclaimed => "unclaimed",
        /// The customer has the device.
        Delivered => "delivered",
        /// Over, with an outcome.
        Closed => "closed",
        /// Called off before the device came.
        Cancelled => "cancelled",
        /// The desk does not take the device.
        Rejected => "rejected",
        /// The device was never sent.
        Expired => "expired",
    }
}

impl State {
    /// Whether the case is over. A case that is over has no address.
    pub const fn is_terminal(self) -> bool {
        matches!(self, Self::Closed | Self::Cancelled | Self::Rejected | Self::Expired)
    }

    /// Whether the case may have an address, if its parcel goes to one. The database says the same in the
    /// column `address_allowed`.
    pub const fn allows_address(self, is_prepaid: bool) -> bool {
        match self {
            Self::Requested | Self::Closed | Self::Cancelled | Self::Rejected | Self::Expired => false,
            Self::Authorized | Self::Inbound => is_prepaid,
            _ => true,
        }
    }

    /// Whether the device has come to the desk.
    pub const fn has_device(self) -> bool {
        !matches!(self, Self::Requested | Self::Authorized | Self::Inbound)
            && (!self.is_terminal() || matches!(self, Self::Closed))
    }

    /// Whether it is being worked on, or rests between two steps of the work.
    pub const fn is_on_bench(self) -> bool {
        matches!(
            self,
            Self::Diagnosing | Self::AwaitingApproval | Self::AwaitingParts | Self::Repairing | Self::Testing
        )
    }

    /// What the customer sees: that a repair did not pass its check the first time is the desk's business.
    #[must_use]
    pub const fn as_seen_by_requester(self) -> Self {
        match self {
            Self::Testing => Self::Repairing,
            other => other,
        }
    }
}

named_enum! {
    /// Who or what moves a case.
    Mover {
        /// Whose device it is.
        Customer => "customer",
        /// Decides, quotes, and speaks for the customer.
        Agent => "agent",
        /// Works on the device, and checks the work.
        Technician => "technician",
        /// Receives and ships.
        Logistics => "logistics",
        /// Decides where money is lost.
        Lead => "lead",
        /// The schedule.
        Time => "time",
    }
}

impl Mover {
    /// The right that makes a member of staff one; `None` for who needs none of those.
    pub const fn permission(self) -> Option<Permission> {
        match self {
            Self::Customer | Self::Time => None,
            Self::Agent => Some(Permission::RepairWrite),
            Self::Technician => Some(Permission::RepairBench),
            Self::Logistics => Some(Permission::RepairLogistics),
            Self::Lead => Some(Permission::RepairLead),
        }
    }

    /// Whether the actor is one, for a case of this customer's.
    pub fn is(self, actor: &Actor, requester: Option<AccountId>) -> bool {
        match (self, actor) {
            (Self::Time, Actor::Time) => true,
            (Self::Customer, Actor::Person(person)) => {
                requester == Some(person.account) && actor.may(Permission::RepairRequest)
            }
            (mover, Actor::Person(_)) => mover.permission().is_some_and(|permission| actor.may(permission)),
            _ => false,
        }
    }
}
