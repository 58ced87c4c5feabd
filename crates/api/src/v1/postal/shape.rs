use domain::{
    identity::Language,
    postal::{Field, PostalAddress, Region, Territory, hint, territories},
};
use serde::Serialize;
use utoipa::ToSchema;

/// A country that mail goes to.
#[derive(Serialize, ToSchema)]
pub(super) struct AddressCountry {
    /// ISO 3166-1 alpha-2, or one of the codes reserved beside it.
    #[schema(example = "DE")]
    country: &'static str,
    /// Its name, in the language of the request.
    #[schema(value_type = String, example = "Germany")]
    name: &'static str,
}

/// Every country that mail goes to.
#[derive(Serialize, ToSchema)]
pub(super) struct AddressCountryList {
    /// The countries, by name.
    items: Vec<AddressCountry>,
}

impl AddressCountryList {
    pub(super) fn of(language: Language) -> Self {
        let country = |territory: &'static Territory| AddressCountry {
            country: territory.code(),
            name: territory.name(language),
        };
        let mut items: Vec<_> = territories().iter().map(country).collect();
        items.sort_by_cached_key(|item| item.name.to_lowercase().replace('ä', "a").replace(['ö', 'Ö'], "o"));
        Self { items }
    }
}

/// How addresses of a country are written: what a form has to ask for, and what is taken.
#[derive(Serialize, ToSchema)]
pub(super) struct AddressFormat {
    /// The country.
    #[schema(example = "DE")]
    country: &'static str,
    /// Its name, in the language of the request.
    #[schema(value_type = String, example = "Germany")]
    name: &'static str,
    /// The parts of its addresses, in the order in which they are written. An address has no others.
    fields: Vec<AddressField>,
    /// What its postcodes look like; `null` where there are none, or where nothing is known of them.
    #[schema(required)]
    postal_code: Option<PostalCodeFormat>,
    /// Its regions: one of them is what `administrative_area` holds. Empty if any text will do.
    regions: Vec<AddressRegion>,
}

/// A part of an address.
#[derive(Serialize, ToSchema)]
pub(super) struct AddressField {
    /// The member of an address.
    #[schema(value_type = String, example = "locality")]
    name: &'static str,
    /// What people of the country call it, in the language of the request.
    #[schema(value_type = String, example = "City")]
    label: &'static str,
    /// What else it is good for.
    #[schema(required, value_type = Option<String>)]
    hint: Option<&'static str>,
    /// Whether an address needs it.
    required: bool,
    /// The most characters, of each line.
    max_length: usize,
    /// The most lines.
    max_lines: usize,
}

/// What postcodes of a country look like.
#[derive(Serialize, ToSchema)]
pub(super) struct PostalCodeFormat {
    /// A regular expression (ECMA-262) that a whole postcode in its canonical form fits. What is typed in
    /// another case, with other blanks or behind `prefix` is brought into it.
    #[schema(value_type = String, example = "[0-9]{5}")]
    pattern: &'static str,
    /// Postcodes that exist.
    #[schema(value_type = Vec<String>, example = json!(["26133", "53225"]))]
    examples: &'static [String],
    /// What is printed before it.
    #[schema(required, value_type = Option<String>, example = "CH-")]
    prefix: Option<&'static str>,
}

/// A region of a country.
#[derive(Serialize, ToSchema)]
pub(super) struct AddressRegion {
    /// What an address holds.
    #[schema(value_type = String, example = "NV")]
    key: &'static str,
    /// Its name in the country.
    #[schema(value_type = String, example = "Nevada")]
    name: &'static str,
    /// Its name in Latin letters, if the country writes others.
    #[schema(required, value_type = Option<String>)]
    latin_name: Option<&'static str>,
    /// What an address there needs, if that is not what the country's addresses need.
    #[schema(required, value_type = Option<Vec<String>>)]
    required_fields: Option<Vec<&'static str>>,
    /// The pattern of its postcodes, if that is not the country's.
    #[schema(required, value_type = Option<String>)]
    postal_code_pattern: Option<&'static str>,
}

impl AddressFormat {
    pub(super) fn of(territory: &'static Territory, language: Language) -> Self {
        let mut fields: Vec<_> =
            territory.fields().into_iter().map(|field| described(territory, field, language)).collect();
        fields.push(note(language));
        Self {
            country: territory.code(),
            name: territory.name(language),
            fields,
            postal_code: territory.postcode().map(|rule| PostalCodeFormat {
                pattern: rule.pattern(),
                examples: rule.examples(),
                prefix: rule.prefix(),
            }),
            regions: territory.regions().iter().map(region).collect(),
        }
    }
}

fn described(territory: &Territory, field: Field, language: Language) -> AddressField {
    AddressField {
        name: field.name(),
        label: territory.label(field, language),
        hint: hint(field, language),
        required: territory.requires(field),
        max_length: field.max_length(),
        max_lines: if field == Field::StreetLines { PostalAddress::MAX_LINES } else { 1 },
    }
}

/// The one part that no country's format names: it stands on no label.
fn note(language: Language) -> AddressField {
    let (label, hint) = match language {
        Language::En => ("Note for the delivery", "For whoever brings the parcel. It is not printed."),
        Language::De => {
            ("Hinweis für die Zustellung", "Für die Person, die das Paket bringt. Er wird nicht gedruckt.")
        }
    };
    AddressField {
        name: "delivery_note",
        label,
        hint: Some(hint),
        required: false,
        max_length: PostalAddress::MAX_NOTE,
        max_lines: 1,
    }
}

fn region(region: &'static Region) -> AddressRegion {
    AddressRegion {
        key: region.key(),
        name: region.name(),
        latin_name: region.latin(),
        required_fields: region.own_required().map(|fields| fields.into_iter().map(Field::name).collect()),
        postal_code_pattern: region.own_pattern(),
    }
}
