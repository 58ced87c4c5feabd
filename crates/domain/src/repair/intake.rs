use super::{CaseText, Returned};
use crate::{
    clock::Timestamp,
    device::Serial,
    error::{Fields, Rule},
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

    /// Whether people mean the same by both: capitals make no difference.
    pub fn is_same(&self, other: &Self) -> bool {
        self.as_str().to_lowercase() == other.as_str().to_lowercase()
    }
}

/// What a customer says is in the parcel beside the device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredAccessory {
    /// What it is.
    pub name: AccessoryName,
    /// How many; at least one.
    pub count: i32,
}

impl DeclaredAccessory {
    /// The stored form of a list: names with numbers, in JSON; `None` for an empty one.
    pub fn to_stored(list: &[Self]) -> Option<String> {
        let plain: Vec<_> = list.iter().map(|one| (one.name.as_str(), one.count)).collect();
        (!plain.is_empty()).then(|| serde_json::to_string(&plain).unwrap_or_default())
    }

    /// Reads the stored form.
    pub fn from_stored(stored: &str) -> Option<Vec<Self>> {
        let plain: Vec<(String, i32)> = serde_json::from_str(stored).ok()?;
        Some(plain.into_iter().map(|(name, count)| Self { name: AccessoryName(name), count }).collect())
    }

    /// Notes each name that stands twice.
    pub fn check_each_once(fields: &mut Fields, list: &[Self]) {
        let names: Vec<_> = list.iter().map(|one| &one.name).collect();
        each_once(fields, "accessories", &names);
    }
}

/// Notes each name that stands twice, of a list in this member.
fn each_once(fields: &mut Fields, member: &str, names: &[&AccessoryName]) {
    for (at, name) in names.iter().enumerate() {
        let is_twice = names[..at].iter().any(|other| other.is_same(name));
        let rule = if is_twice { Err(Rule::new("duplicate", "stands twice")) } else { Ok(()) };
        fields.take(&format!("{member}/{at}/name"), rule);
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

/// One thing that was found in a parcel, or missed in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccessory {
    /// What it is.
    pub name: AccessoryName,
    /// How many the customer says were sent, if that is known: where the case says so, it is not asked for.
    pub declared: Option<i32>,
    /// How many were found.
    pub received: i32,
}

/// What is given after the parcel was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIntake {
    /// The serial number on the device; `None`: it has none, or none that can be read.
    pub serial: Option<Serial>,
    /// What it looks like.
    pub condition: CaseText,
    /// What came with it.
    pub accessories: Vec<NewAccessory>,
}

impl NewIntake {
    /// What was found, compared with what the customer has declared. Where that is nothing, what the parcel says is
    /// taken. Faults are noted for members of a list at `member`.
    pub(super) fn compare(
        &self,
        declared: &[DeclaredAccessory],
        fields: &mut Fields,
        member: &str,
    ) -> Unpacked {
        let names: Vec<_> = self.accessories.iter().map(|one| &one.name).collect();
        each_once(fields, member, &names);
        let mut accessories = Vec::with_capacity(self.accessories.len());
        for (at, one) in self.accessories.iter().enumerate() {
            let said = declared.iter().find(|said| said.name.is_same(&one.name));
            let count = match said {
                _ if declared.is_empty() => one.declared.unwrap_or_default(),
                Some(said) => said.count,
                None => 0,
            };
            let fits = if one.declared.is_none_or(|typed| typed == count) {
                Ok(())
            } else {
                Err(Rule::new("not_as_declared", "must be what the customer has declared, or absent"))
            };
            fields.take(&format!("{member}/{at}/declared"), fits);
            let name = said.map_or(&one.name, |said| &said.name).clone();
            accessories.push(Accessory { name, declared: count, received: one.received });
        }
        let is_whole = declared.iter().all(|said| accessories.iter().any(|one| one.name == said.name));
        let whole = if is_whole {
            Ok(())
        } else {
            Err(Rule::new("incomplete", "must name all that the customer has declared"))
        };
        fields.take(member, whole);
        Unpacked { serial: self.serial.clone(), condition: self.condition.clone(), accessories }
    }
}

/// What a parcel held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpacked {
    /// The serial number on the device; `None`: it has none, or none that can be read.
    pub serial: Option<Serial>,
    /// What it looked like.
    pub condition: CaseText,
    /// What came with it, or should have.
    pub accessories: Vec<Accessory>,
}

/// That another unit than the one that was announced is the right one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceConfirmation {
    /// Why. Staff only.
    pub reason: CaseText,
    /// Which lead says so. Staff only.
    pub by: Option<AccountId>,
    /// When.
    pub at: Timestamp,
}

/// What was found when the parcel was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    /// What the parcel held.
    pub found: Unpacked,
    /// Whether the serial number is that of the case's device; `None` if one of the two is not known.
    pub serial_matches: Option<bool>,
    /// That the unit is the right one all the same.
    pub confirmed: Option<DeviceConfirmation>,
    /// What goes back with the device, once that is written down.
    pub returned: Option<Returned>,
    /// Who opened it.
    pub by: Option<AccountId>,
    /// When.
    pub at: Timestamp,
}

impl Intake {
    /// Whether another unit came than was announced, and nobody has said that it is right.
    pub const fn is_of_wrong_device(&self) -> bool {
        matches!(self.serial_matches, Some(false)) && self.confirmed.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

    fn name(name: &str) -> AccessoryName {
        AccessoryName::parse(name).unwrap()
    }

    fn found(list: &[(&str, Option<i32>, i32)]) -> NewIntake {
        let accessory = |(of, declared, received): &(&str, _, _)| NewAccessory {
            name: name(of),
            declared: *declared,
            received: *received,
        };
        let condition = CaseText::parse("Scratches.").unwrap();
        NewIntake { serial: None, condition, accessories: list.iter().map(accessory).collect() }
    }

    /// What is written down: names with how many were declared and received. Or what is wrong, by its codes.
    fn compared(
        declared: &[(&str, i32)],
        list: &[(&str, Option<i32>, i32)],
    ) -> Result<Vec<Accessory>, Vec<&'static str>> {
        let declared: Vec<_> =
            declared.iter().map(|(of, count)| DeclaredAccessory { name: name(of), count: *count }).collect();
        let mut fields = Fields::default();
        let unpacked = found(list).compare(&declared, &mut fields, "accessories");
        match fields.check() {
            Ok(()) => Ok(unpacked.accessories),
            Err(Error::Invalid(faults)) => Err(faults.into_iter().map(|fault| fault.code).collect()),
            Err(other) => panic!("{other}"),
        }
    }

    fn accessory((of, declared, received): (&str, i32, i32)) -> Accessory {
        Accessory { name: name(of), declared, received }
    }

    #[test]
    fn what_the_customer_has_declared_is_not_typed_anew() {
        let declared = [("Power supply", 1), ("Cable", 2)];
        let list = [("power supply", None, 1), ("Cable", Some(2), 1), ("Bag", None, 1)];
        let written = compared(&declared, &list).unwrap();
        let expected = [("Power supply", 1, 1), ("Cable", 2, 1), ("Bag", 0, 1)];
        assert_eq!(written, expected.map(accessory));
        let faults = compared(&declared, &[("Cable", Some(3), 1), ("cable", None, 1)]).unwrap_err();
        assert_eq!(faults, ["duplicate", "not_as_declared", "incomplete"]);
    }

    #[test]
    fn where_nothing_is_declared_the_slip_in_the_parcel_tells() {
        let written = compared(&[], &[("Cable", Some(3), 1), ("Bag", None, 1)]).unwrap();
        assert_eq!(written, [("Cable", 3, 1), ("Bag", 0, 1)].map(accessory));
    }
}
