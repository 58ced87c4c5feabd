use super::{CaseText, Returned};
use crate::{
    clock::Timestamp,
    device::Serial,
    error::Rule,
    id::AccountId,
    text::{redacted_text, single_line},
};

redacted_text! {
    /// What comes with a device: 1 to 100 characters on one line.
    AccessoryName
}

impl AccessoryName {
    /// The most characters a name may have.
    pub const MAX: usize = 100;

    /// Parses a name as typed.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        single_line(raw, Self::MAX).map(Self)
    }
}

/// One thing that came, or should have come, with the device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accessory {
    /// What it is.
    pub name: AccessoryName,
    /// How many the customer says were sent.
    pub declared: i32,
    /// How many were found.
    pub received: i32,
}

impl Accessory {
    /// The stored form of a list: names with numbers, in JSON.
    pub fn to_stored(list: &[Self]) -> String {
        let plain: Vec<_> = list.iter().map(|one| (one.name.as_str(), one.declared, one.received)).collect();
        serde_json::to_string(&plain).unwrap_or_default()
    }

    /// Reads the stored form.
    pub fn from_stored(stored: &str) -> Option<Vec<Self>> {
        let plain: Vec<(String, i32, i32)> = serde_json::from_str(stored).ok()?;
        let one = |(name, declared, received)| Self { name: AccessoryName(name), declared, received };
        Some(plain.into_iter().map(one).collect())
    }
}

/// The most kinds of accessories.
pub const MAX_ACCESSORIES: usize = 50;
/// The most of one kind.
pub const MAX_OF_A_KIND: i32 = 999;

/// What is given after the parcel was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIntake {
    /// The serial number on the device; `None`: it has none, or none that can be read.
    pub serial: Option<Serial>,
    /// What it looks like.
    pub condition: CaseText,
    /// What came with it.
    pub accessories: Vec<Accessory>,
}

/// What was found when the parcel was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    /// As given.
    pub found: NewIntake,
    /// Whether the serial number is that of the case's device; `None` if one of the two is not known.
    pub serial_matches: Option<bool>,
    /// What goes back with the device, once that is written down.
    pub returned: Option<Returned>,
    /// Who opened it.
    pub by: Option<AccountId>,
    /// When.
    pub at: Timestamp,
}
