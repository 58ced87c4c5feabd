//! The bytes that the vault seals. Private to addresses: nobody else can write one out.

use serde::{Deserialize, Serialize};

use super::{PostalAddress, territory};
use crate::error::{Error, Result};

/// The encoding's version, so that a later one can read what was sealed before.
const VERSION: u8 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Canonical<'a> {
    v: u8,
    country: &'a str,
    recipient: String,
    street_lines: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    organization: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dependent_locality: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    locality: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    administrative_area: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    postal_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sorting_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delivery_note: Option<String>,
}

impl PostalAddress {
    /// The bytes to be sealed.
    pub fn to_canonical(&self) -> Result<Vec<u8>> {
        let Self {
            country,
            recipient,
            organization,
            street_lines,
            dependent_locality,
            locality,
            administrative_area,
            postal_code,
            sorting_code,
            delivery_note,
        } = self.clone();
        let canonical = Canonical {
            v: VERSION,
            country,
            recipient,
            street_lines,
            organization,
            dependent_locality,
            locality,
            administrative_area,
            postal_code,
            sorting_code,
            delivery_note,
        };
        serde_json::to_vec(&canonical).map_err(|_| Error::internal("an address could not be written"))
    }

    /// The address of bytes that were sealed. An error says nothing of what is in them.
    pub fn from_canonical(bytes: &[u8]) -> Result<Self> {
        let broken = || Error::internal("a sealed address cannot be read");
        let read: Canonical<'_> = serde_json::from_slice(bytes).map_err(|_| broken())?;
        if read.v != VERSION {
            return Err(broken());
        }
        Ok(Self {
            country: territory(read.country).ok_or_else(broken)?.code(),
            recipient: read.recipient,
            organization: read.organization,
            street_lines: read.street_lines,
            dependent_locality: read.dependent_locality,
            locality: read.locality,
            administrative_area: read.administrative_area,
            postal_code: read.postal_code,
            sorting_code: read.sorting_code,
            delivery_note: read.delivery_note,
        })
    }
}
