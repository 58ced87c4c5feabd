use std::{collections::HashMap, sync::LazyLock};

use serde::Deserialize;

use super::{Field, PostcodeRule, Region, template::Template};
use crate::identity::Language;

/// A country or another territory that mail goes to: its own form of addresses.
#[derive(Debug)]
pub struct Territory {
    code: String,
    names: HashMap<String, String>,
    pub(super) format: Template,
    pub(super) latin_format: Option<Template>,
    required: Vec<Field>,
    pub(super) upper: Vec<Field>,
    postcode: Option<PostcodeRule>,
    regions: Vec<Region>,
    pub(super) labels: LabelKinds,
}

/// What people call the parts whose names differ from country to country.
#[derive(Debug)]
pub(super) struct LabelKinds {
    pub(super) area: String,
    pub(super) locality: String,
    pub(super) dependent: String,
    pub(super) zip: String,
}

impl Territory {
    /// ISO 3166-1 alpha-2, or one of the codes reserved beside it.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Its name.
    pub fn name(&self, language: Language) -> &str {
        self.names.get(language.tag()).map_or(&self.code, String::as_str)
    }

    /// The fields of its addresses, in the order in which they are written.
    pub fn fields(&self) -> Vec<Field> {
        self.format.fields()
    }

    /// Whether its addresses have the field.
    pub fn has(&self, field: Field) -> bool {
        self.fields().contains(&field)
    }

    /// Whether an address needs the field. Each one names who it is for.
    pub fn requires(&self, field: Field) -> bool {
        field == Field::Recipient || (self.required.contains(&field) && self.has(field))
    }

    /// Whether an address in this region needs the field.
    pub(super) fn requires_in(&self, field: Field, region: Option<&Region>) -> bool {
        match region.and_then(Region::own_required) {
            Some(own) => field == Field::Recipient || own.contains(&field),
            None => self.requires(field),
        }
    }

    /// What its postcodes look like; `None` where there are none.
    pub const fn postcode(&self) -> Option<&PostcodeRule> {
        self.postcode.as_ref()
    }

    /// Its regions, if there is a list of them.
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }

    /// The region that people call so.
    pub(super) fn region(&self, called: &str) -> Option<&Region> {
        let by_key = self.regions.iter().find(|region| region.key() == called);
        by_key.or_else(|| self.regions.iter().find(|region| region.is_called(called)))
    }
}

/// Google's address data, made compact by `scripts/address-formats`.
const DATA: &str = include_str!("data/territories.json");

#[expect(clippy::expect_used, reason = "constant data")]
static TERRITORIES: LazyLock<Vec<Territory>> = LazyLock::new(|| {
    let raw: Vec<Raw> = serde_json::from_str(DATA).expect("the data of territories");
    raw.into_iter().map(Territory::from).collect()
});

/// All territories, by their codes.
pub fn territories() -> &'static [Territory] {
    &TERRITORIES
}

/// The territory with this code, in any case.
pub fn territory(code: &str) -> Option<&'static Territory> {
    let code = code.trim().to_ascii_uppercase();
    let at = TERRITORIES.binary_search_by(|territory| territory.code.as_str().cmp(&code)).ok()?;
    TERRITORIES.get(at)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    code: String,
    names: HashMap<String, String>,
    format: String,
    require: String,
    upper: String,
    #[serde(default)]
    latin_format: Option<String>,
    #[serde(default)]
    zip: Option<String>,
    #[serde(default)]
    examples: Vec<String>,
    #[serde(default)]
    prefix: Option<String>,
    #[serde(default)]
    area_label: Option<String>,
    #[serde(default)]
    locality_label: Option<String>,
    #[serde(default)]
    dependent_label: Option<String>,
    #[serde(default)]
    zip_label: Option<String>,
    #[serde(default)]
    regions: Vec<Region>,
}

impl From<Raw> for Territory {
    fn from(raw: Raw) -> Self {
        let or = |label: Option<String>, usual: &str| label.unwrap_or_else(|| usual.to_owned());
        let Raw { zip, examples, prefix, .. } = raw;
        Self {
            code: raw.code,
            names: raw.names,
            format: Template::parse(&raw.format),
            latin_format: raw.latin_format.as_deref().map(Template::parse),
            required: Field::of_letters(&raw.require),
            upper: Field::of_letters(&raw.upper),
            postcode: zip.map(|pattern| PostcodeRule::new(pattern, examples, prefix)),
            regions: raw.regions,
            labels: LabelKinds {
                area: or(raw.area_label, "province"),
                locality: or(raw.locality_label, "city"),
                dependent: or(raw.dependent_label, "suburb"),
                zip: or(raw.zip_label, "postal"),
            },
        }
    }
}
