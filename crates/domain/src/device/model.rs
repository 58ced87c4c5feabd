use chrono::{Datelike, NaiveDate};

use super::{Serial, SerialKey};
use crate::{
    clock::{self, Timestamp},
    contact::Country,
    error::Rule,
    id::{AccountId, DeviceId, ProductId, TransferId},
    text::check_length,
    ticket::named_enum,
};

/// One person's holding of one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Stable id.
    pub id: DeviceId,
    /// Which model.
    pub product: ProductId,
    /// The serial number as typed.
    pub serial: Serial,
    /// What it is compared by.
    pub key: SerialKey,
    /// Whose it is; nobody's once it has been handed over or given up.
    pub owner: Option<AccountId>,
    /// What the holding counts for, beside others of the same serial number. Staff only.
    pub standing: Standing,
    /// What the desk says of the registration.
    pub status: DeviceStatus,
    /// When it was bought.
    pub purchased_on: Option<PurchaseDate>,
    /// Where it was bought.
    pub seller_country: Option<Country>,
    /// When the purchase was registered.
    pub registered_at: Option<Timestamp>,
    /// The hand-over that is being offered, and until when.
    pub transfer: Option<(TransferId, Timestamp)>,
    /// Whose holding this one goes on from. Staff only.
    pub transferred_from: Option<DeviceId>,
    /// Wrong codes that were tried on it, and since when.
    pub code_tries: (i32, Option<Timestamp>),
    /// When it ceased to be its owner's.
    pub ended_at: Option<Timestamp>,
    /// Counts all changes.
    pub version: i64,
    /// Counts the changes that the owner can see.
    pub owner_version: i64,
    /// When it was registered.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
    /// Last change that the owner can see.
    pub owner_updated_at: Timestamp,
}

named_enum! {
    /// What a holding counts for, beside others of the same product and serial number. One of them is
    /// the owner's.
    Standing {
        /// The owner's.
        Owner => "owner",
        /// Someone else was first: the desk decides.
        Claim => "claim",
        /// Handed over or given up.
        Former => "former",
    }
}

named_enum! {
    /// What the desk says of a registration. Every registration begins alike, whether the serial number
    /// is free or another's.
    DeviceStatus {
        /// Nobody has looked at it yet.
        ToBeConfirmed => "to_be_confirmed",
        /// The desk has seen that it is right.
        Confirmed => "confirmed",
        /// The desk does not accept it.
        Refused => "refused",
    }
}

/// The day of a purchase: from 1950 to the day on which it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PurchaseDate(NaiveDate);

impl PurchaseDate {
    /// Parses `YYYY-MM-DD`. Somewhere on earth it is tomorrow already.
    pub fn parse(raw: &str, now: Timestamp) -> Result<Self, Rule> {
        let refused =
            || Rule::new("date", "must be a day such as 2026-11-22, not before 1950 and not to come");
        check_length(raw, 1..=10)?;
        if !raw.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            return Err(refused());
        }
        let date = NaiveDate::parse_from_str(raw, "%Y-%m-%d").map_err(|_| refused())?;
        // The form is strict: four digits, two, two.
        if raw.len() == 10 && (1950..=9999).contains(&date.year()) && date <= clock::latest_day(now) {
            Ok(Self(date))
        } else {
            Err(refused())
        }
    }

    /// The day.
    pub const fn date(self) -> NaiveDate {
        self.0
    }

    /// A value that was parsed before it was stored.
    pub const fn from_stored(date: NaiveDate) -> Self {
        Self(date)
    }
}

impl Device {
    /// Counts a change that the owner sees.
    pub(super) fn count_change(&mut self, at: Timestamp) {
        self.count_hidden_change(at);
        self.owner_version += 1;
        self.owner_updated_at = self.owner_updated_at.max(at);
    }

    /// Counts a change that is the desk's business.
    pub(super) fn count_hidden_change(&mut self, at: Timestamp) {
        self.version += 1;
        self.updated_at = self.updated_at.max(at);
    }

    /// Ends the holding: nobody's from now on.
    pub(super) fn end(&mut self, at: Timestamp) {
        self.owner = None;
        self.standing = Standing::Former;
        self.transfer = None;
        self.code_tries = (0, None);
        self.ended_at = Some(at);
        self.count_change(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purchase_lies_in_the_past() {
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        for good in ["2026-11-22", "2026-11-23", "1950-01-01", "2024-02-29"] {
            assert!(PurchaseDate::parse(good, now).is_ok(), "{good}");
        }
        for bad in ["", "2026-11-24", "1949-12-31", "2026-2-3", "2025-02-29", "22.11.2026", "+2026-11-2"] {
            assert!(PurchaseDate::parse(bad, now).is_err(), "{bad}");
        }
    }
}
