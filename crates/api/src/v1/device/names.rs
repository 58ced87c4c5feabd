//! Names of states and kinds: the API's enumerations, one to one with the domain's.

use domain::device;
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

mirror! {
    /// What the desk says of a registration. Every registration begins `to_be_confirmed`, and everything
    /// but a refused one can be used.
    DeviceStatus of device::DeviceStatus {
        /// Nobody has looked at it yet.
        ToBeConfirmed,
        /// The desk has seen that it is right.
        Confirmed,
        /// The desk does not accept it.
        Refused,
    }
}

mirror! {
    /// What a registration counts for, beside others of the same product and serial number.
    DeviceStanding of device::Standing {
        /// The owner's.
        Owner,
        /// Someone else was first, or it was refused: the desk decides.
        Claim,
        /// Handed over or given up.
        Former,
    }
}

mirror! {
    /// How a device is connected.
    DeviceConnection of device::Connection {
        /// USB, directly.
        Usb,
        /// USB, through a hub.
        UsbHub,
        /// Thunderbolt.
        Thunderbolt,
        /// IEEE 1394.
        Firewire,
        /// MIDI cables.
        Midi,
        /// Ethernet.
        Ethernet,
        /// Wi-Fi.
        Wifi,
        /// Bluetooth.
        Bluetooth,
        /// In another way.
        Other,
        /// Not connected to anything.
        None,
    }
}
