use chrono::Duration;

use super::{Device, view};
use crate::{
    Ctx,
    clock::Timestamp,
    error::{Error, Result, Rule},
    id::DeviceId,
    store::Tx,
    text::{redacted_text, single_line},
    ticket::named_enum,
};

/// How long facts are believed after they were last confirmed.
pub const LIFETIME: Duration = Duration::days(365);

redacted_text! {
    /// A name and version: 1 to 100 characters on one line.
    Fact
}

impl Fact {
    /// The most characters a fact may have.
    pub const MAX: usize = 100;

    /// Parses a fact as typed.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        single_line(raw, Self::MAX).map(Self)
    }
}

named_enum! {
    /// How a device is connected.
    Connection {
        /// USB, directly.
        Usb => "usb",
        /// USB, through a hub.
        UsbHub => "usb_hub",
        /// Thunderbolt.
        Thunderbolt => "thunderbolt",
        /// IEEE 1394.
        Firewire => "firewire",
        /// MIDI cables.
        Midi => "midi",
        /// Ethernet.
        Ethernet => "ethernet",
        /// Wi-Fi.
        Wifi => "wifi",
        /// Bluetooth.
        Bluetooth => "bluetooth",
        /// In another way.
        Other => "other",
        /// Not connected to anything.
        None => "none",
    }
}

/// What is told of the surroundings that a device works in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FactsInput {
    /// Operating system and version.
    pub os: Option<Fact>,
    /// Model of the computer.
    pub computer: Option<Fact>,
    /// Version of the driver.
    pub driver: Option<Fact>,
    /// Version of the firmware.
    pub firmware: Option<Fact>,
    /// The program that it is used with, and its version.
    pub host_software: Option<Fact>,
    /// How it is connected.
    pub connection: Option<Connection>,
}

/// The same, as it was confirmed at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// What was told.
    pub told: FactsInput,
    /// When it was last said to be right.
    pub confirmed_at: Timestamp,
}

/// Replaces what is known of a device's surroundings; to send the same again confirms it. Nothing told
/// means nothing known.
pub async fn put_facts(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: DeviceId,
    expected: Option<i64>,
    told: FactsInput,
) -> Result<Device> {
    let before = view::find_changeable(tx, cx, id, expected).await?;
    store(tx, cx, before, told).await
}

/// Stores the facts of a device that the actor may change.
pub(crate) async fn store(tx: &mut dyn Tx, cx: &Ctx, before: Device, told: FactsInput) -> Result<Device> {
    if before.owner.is_none() {
        return Err(Error::NotFound("device"));
    }
    let facts = (told != FactsInput::default()).then(|| Facts { told, confirmed_at: cx.now() });
    tx.devices().put_facts(before.id, facts.as_ref()).await?;
    let mut after = before.clone();
    after.count_change(cx.now());
    tx.devices().update(&after, before.version).await?;
    Ok(after)
}
