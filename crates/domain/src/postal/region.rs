use serde::Deserialize;

use super::{
    Field,
    fold::fold,
    postcode::{prefix_matches, whole},
};

/// A first-level region of a country that has a list of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    key: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    latin: Option<String>,
    #[serde(default)]
    iso: Option<String>,
    #[serde(default)]
    zip: Option<String>,
    #[serde(default)]
    examples: Vec<String>,
    #[serde(default)]
    own_zip: Option<String>,
    #[serde(default)]
    own_require: Option<String>,
}

impl Region {
    /// What an address holds and, in the country's own script, shows.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Its name in the country.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.key)
    }

    /// Its name in Latin letters, if the country writes others.
    pub fn latin(&self) -> Option<&str> {
        self.latin.as_deref()
    }

    /// Postcodes of it.
    pub fn examples(&self) -> &[String] {
        &self.examples
    }

    /// The pattern of its postcodes, where it is not the country's.
    pub fn own_pattern(&self) -> Option<&str> {
        self.own_zip.as_deref()
    }

    /// What it needs, where that is not what the country needs.
    pub fn own_required(&self) -> Option<Vec<Field>> {
        self.own_require.as_deref().map(Field::of_letters)
    }

    /// Whether a postcode may lie in it, as far as is known.
    pub(super) fn may_hold(&self, postcode: &str) -> bool {
        let is_own = self.own_pattern().and_then(whole).is_none_or(|own| own.is_match(postcode));
        is_own && self.zip.as_deref().is_none_or(|pattern| prefix_matches(pattern, postcode))
    }

    /// Whether people call it so: by key, name, name in Latin letters or code, in any case.
    pub(super) fn is_called(&self, typed: &str) -> bool {
        let typed = fold(typed);
        let names = [Some(&self.key), self.name.as_ref(), self.latin.as_ref(), self.iso.as_ref()];
        names.into_iter().flatten().any(|name| fold(name) == typed)
    }
}
