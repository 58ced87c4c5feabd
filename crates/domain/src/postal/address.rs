use super::{Field, Territory, territory};

/// An address as a client sends it: nothing is checked yet.
#[derive(Clone, Default)]
pub struct AddressInput {
    /// The country's code.
    pub country: String,
    /// Who it is for.
    pub recipient: String,
    /// A company or institution.
    pub organization: Option<String>,
    /// Street and number, flat, floor, name on the doorbell.
    pub street_lines: Vec<String>,
    /// Suburb, townland, neighbourhood.
    pub dependent_locality: Option<String>,
    /// City, town, village.
    pub locality: Option<String>,
    /// State, province, county, prefecture.
    pub administrative_area: Option<String>,
    /// Postcode.
    pub postal_code: Option<String>,
    /// `CEDEX`.
    pub sorting_code: Option<String>,
    /// What whoever delivers it has to know.
    pub delivery_note: Option<String>,
}

/// A postal address that can be printed on a label of its country. Only [`Self::parse`] makes one, and
/// only the vault keeps it, sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct PostalAddress {
    pub(super) country: &'static str,
    pub(super) recipient: String,
    pub(super) organization: Option<String>,
    pub(super) street_lines: Vec<String>,
    pub(super) dependent_locality: Option<String>,
    pub(super) locality: Option<String>,
    pub(super) administrative_area: Option<String>,
    pub(super) postal_code: Option<String>,
    pub(super) sorting_code: Option<String>,
    pub(super) delivery_note: Option<String>,
}

impl PostalAddress {
    /// How many street lines there are at most.
    pub const MAX_LINES: usize = 3;
    /// The most characters of a delivery note.
    pub const MAX_NOTE: usize = 80;
    /// What fits on a carrier's label: longer lines are broken at a blank.
    pub const LABEL_WIDTH: usize = 35;

    /// The country's code.
    pub const fn country(&self) -> &'static str {
        self.country
    }

    /// The country.
    pub(super) fn territory(&self) -> Option<&'static Territory> {
        territory(self.country)
    }

    /// Who it is for.
    pub fn recipient(&self) -> &str {
        &self.recipient
    }

    /// The company or institution.
    pub fn organization(&self) -> Option<&str> {
        self.organization.as_deref()
    }

    /// The street lines, one to three.
    pub fn street_lines(&self) -> &[String] {
        &self.street_lines
    }

    /// The part of the city.
    pub fn dependent_locality(&self) -> Option<&str> {
        self.dependent_locality.as_deref()
    }

    /// The city.
    pub fn locality(&self) -> Option<&str> {
        self.locality.as_deref()
    }

    /// The region: a key of the country's list where it has one.
    pub fn administrative_area(&self) -> Option<&str> {
        self.administrative_area.as_deref()
    }

    /// The postcode, in its country's canonical form.
    pub fn postal_code(&self) -> Option<&str> {
        self.postal_code.as_deref()
    }

    /// The sorting code.
    pub fn sorting_code(&self) -> Option<&str> {
        self.sorting_code.as_deref()
    }

    /// What whoever delivers it has to know. Stands on no label.
    pub fn delivery_note(&self) -> Option<&str> {
        self.delivery_note.as_deref()
    }

    /// A field of the format, its street lines one below the other.
    pub(super) fn value(&self, field: Field) -> String {
        let optional = |value: &Option<String>| value.clone().unwrap_or_default();
        match field {
            Field::Recipient => self.recipient.clone(),
            Field::Organization => optional(&self.organization),
            Field::StreetLines => self.street_lines.join("\n"),
            Field::DependentLocality => optional(&self.dependent_locality),
            Field::Locality => optional(&self.locality),
            Field::AdministrativeArea => optional(&self.administrative_area),
            Field::PostalCode => optional(&self.postal_code),
            Field::SortingCode => optional(&self.sorting_code),
        }
    }
}

impl std::fmt::Debug for PostalAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PostalAddress(redacted)")
    }
}

impl std::fmt::Debug for AddressInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AddressInput(redacted)")
    }
}
