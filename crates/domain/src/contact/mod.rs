//! The contact record: `name`, `email`, `phone`, `postcode`, `city`, `country` and nothing else.
//! Name and e-mail are required; the other four are voluntary, and postcode and city are never
//! required of anyone: 70 of 252 territories have no postcodes and 7 no cities.

mod country;
mod email;
mod phone;

pub use country::Country;
pub use email::EmailAddress;
pub use phone::Phone;

use crate::{
    error::Rule,
    text::{redacted_text, single_line},
};

redacted_text! {
    /// How a person wants to be called: 1 to 200 characters on one line.
    PersonName
}

impl PersonName {
    /// The most characters a name may have.
    pub const MAX: usize = 200;

    /// Parses a name as typed.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        single_line(raw, Self::MAX).map(Self)
    }
}

redacted_text! {
    /// A postcode as written in its country: 1 to 20 characters on one line.
    Postcode
}

impl Postcode {
    /// The most characters a postcode may have.
    pub const MAX: usize = 20;

    /// Parses a postcode as typed.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        single_line(raw, Self::MAX).map(Self)
    }
}

redacted_text! {
    /// A city: 1 to 100 characters on one line.
    City
}

impl City {
    /// The most characters a city may have.
    pub const MAX: usize = 100;

    /// Parses a city as typed.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        single_line(raw, Self::MAX).map(Self)
    }
}

/// The voluntary part of the contact record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VoluntaryContact {
    /// In E.164.
    pub phone: Option<Phone>,
    /// As written in the country.
    pub postcode: Option<Postcode>,
    /// As written in the country.
    pub city: Option<City>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<Country>,
}
