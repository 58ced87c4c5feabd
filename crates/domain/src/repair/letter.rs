use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::ticket::named_enum;

named_enum! {
    /// What the customer is told by mail.
    Letter {
        /// The request has arrived.
        Requested => "requested",
        /// The device may be sent.
        Authorized => "authorized",
        /// The device is not taken.
        Rejected => "rejected",
        /// The case was called off.
        Cancelled => "cancelled",
        /// The device was not sent in time.
        Expired => "expired",
        /// The device is here.
        Received => "received",
        /// The repair begins.
        Repairing => "repairing",
        /// There is a quote to decide on.
        Quoted => "quoted",
        /// The quote is taken back.
        QuoteWithdrawn => "quote_withdrawn",
        /// A part is awaited.
        AwaitingParts => "awaiting_parts",
        /// The device waits to leave.
        ReadyToShip => "ready_to_ship",
        /// The device is on its way.
        Outbound => "outbound",
        /// The parcel came back or got stuck.
        Undeliverable => "undeliverable",
        /// First notice that the device is not kept for ever.
        Unclaimed => "unclaimed",
        /// The device has arrived.
        Delivered => "delivered",
        /// The case is over.
        Closed => "closed",
        /// Something is awaited of the customer.
        Reminder => "reminder",
    }
}

/// A letter is stored in its job by its name.
impl Serialize for Letter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Letter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::from_name(&name).ok_or_else(|| D::Error::custom("no letter of this name"))
    }
}
