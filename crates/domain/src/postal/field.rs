use crate::error::Rule;

/// A part of an address that a country's format names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Who it is for, as written.
    Recipient,
    /// A company or institution.
    Organization,
    /// Street and number, and what else is needed to find the door.
    StreetLines,
    /// A part of the city: suburb, townland, neighbourhood.
    DependentLocality,
    /// City, town, village, post town.
    Locality,
    /// State, province, county, prefecture.
    AdministrativeArea,
    /// Postcode, ZIP code, PIN, Eircode.
    PostalCode,
    /// What sorts the mail of large receivers: `CEDEX`.
    SortingCode,
}

impl Field {
    /// Every field, in the order of the API.
    pub const ALL: [Self; 8] = [
        Self::Recipient,
        Self::Organization,
        Self::StreetLines,
        Self::DependentLocality,
        Self::Locality,
        Self::AdministrativeArea,
        Self::PostalCode,
        Self::SortingCode,
    ];

    /// The published name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Recipient => "recipient",
            Self::Organization => "organization",
            Self::StreetLines => "street_lines",
            Self::DependentLocality => "dependent_locality",
            Self::Locality => "locality",
            Self::AdministrativeArea => "administrative_area",
            Self::PostalCode => "postal_code",
            Self::SortingCode => "sorting_code",
        }
    }

    /// The letter of the address data.
    const fn letter(self) -> char {
        match self {
            Self::Recipient => 'N',
            Self::Organization => 'O',
            Self::StreetLines => 'A',
            Self::DependentLocality => 'D',
            Self::Locality => 'C',
            Self::AdministrativeArea => 'S',
            Self::PostalCode => 'Z',
            Self::SortingCode => 'X',
        }
    }

    /// The field of a letter of the address data.
    pub(super) fn from_letter(letter: char) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.letter() == letter)
    }

    /// The fields of some letters of the address data.
    pub(super) fn of_letters(letters: &str) -> Vec<Self> {
        letters.chars().filter_map(Self::from_letter).collect()
    }

    /// The most characters of a value, or of each line.
    pub const fn max_length(self) -> usize {
        match self {
            Self::PostalCode | Self::SortingCode => 16,
            _ => 60,
        }
    }

    /// Checks the length of a value.
    pub(super) fn check_length(self, value: &str) -> Result<(), Rule> {
        crate::text::check_length(value, 0..=self.max_length())
    }
}
