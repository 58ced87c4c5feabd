use domain::{identity::Language, postal::PostalAddress, vault::AddressRecord};
use serde::Serialize;
use utoipa::ToSchema;

use crate::timestamp::Timestamp;

/// What may be said of an address to whoever may know of the repair: that it is there, never what it says.
#[derive(Serialize, ToSchema)]
pub(super) struct AddressOnFile {
    /// How far it can be relied on: `valid`, `overridden` (unusual, and confirmed) or `bounced`.
    #[schema(value_type = String, example = "valid")]
    quality: &'static str,
    /// Who gave it: `customer`, `link` or `phone`.
    #[schema(value_type = String, example = "customer")]
    captured_via: &'static str,
    /// When it was given.
    captured_at: Timestamp,
    /// When it ends although the repair goes on.
    expires_at: Timestamp,
    /// The version, which is the ETag.
    version: i64,
}

impl From<&AddressRecord> for AddressOnFile {
    fn from(record: &AddressRecord) -> Self {
        Self {
            quality: record.quality.name(),
            captured_via: record.captured_via.name(),
            captured_at: record.captured_at.into(),
            expires_at: record.expires_at.into(),
            version: record.version,
        }
    }
}

/// An address.
#[derive(Serialize, ToSchema)]
pub(super) struct Address {
    /// The country's code.
    #[schema(value_type = String, example = "DE")]
    country: &'static str,
    /// Who it is for.
    recipient: String,
    /// A company or institution.
    #[schema(required)]
    organization: Option<String>,
    /// Street and number, flat, floor, c/o.
    street_lines: Vec<String>,
    /// Suburb, townland, neighbourhood.
    #[schema(required)]
    dependent_locality: Option<String>,
    /// City, town, village.
    #[schema(required)]
    locality: Option<String>,
    /// State, province, county, prefecture.
    #[schema(required)]
    administrative_area: Option<String>,
    /// Postcode.
    #[schema(required)]
    postal_code: Option<String>,
    /// What sorts the mail of large receivers.
    #[schema(required)]
    sorting_code: Option<String>,
    /// What whoever brings the parcel has to know.
    #[schema(required)]
    delivery_note: Option<String>,
    /// The lines of a label as it is printed for a parcel from abroad.
    printed: Vec<String>,
    /// What is known of it.
    on_file: AddressOnFile,
}

impl Address {
    pub(super) fn show(address: &PostalAddress, record: &AddressRecord, language: Language) -> Self {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Self {
            country: address.country(),
            recipient: address.recipient().to_owned(),
            organization: owned(address.organization()),
            street_lines: address.street_lines().to_vec(),
            dependent_locality: owned(address.dependent_locality()),
            locality: owned(address.locality()),
            administrative_area: owned(address.administrative_area()),
            postal_code: owned(address.postal_code()),
            sorting_code: owned(address.sorting_code()),
            delivery_note: owned(address.delivery_note()),
            printed: address.printed(None, language),
            on_file: record.into(),
        }
    }
}
