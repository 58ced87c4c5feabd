use crate::{error::Rule, text::check_length};

/// A country by its ISO 3166-1 alpha-2 code, in capitals.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Country(String);

impl Country {
    /// How many characters a code has.
    pub const LENGTH: usize = 2;

    /// Parses a code; case does not matter.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        let code = raw.trim().to_ascii_uppercase();
        check_length(&code, Self::LENGTH..=Self::LENGTH)?;
        match rust_iso3166::from_alpha2(&code) {
            Some(_) => Ok(Self(code)),
            None => Err(Rule::new("country", "must be an ISO 3166-1 alpha-2 code such as DE")),
        }
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A value that was parsed before it was stored.
    pub fn from_stored(code: String) -> Self {
        Self(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_assigned_codes_are_countries() {
        assert_eq!(Country::parse("de").unwrap().as_str(), "DE");
        for bad in ["", "D", "DEU", "XX", "ZZ", "Germany"] {
            assert!(Country::parse(bad).is_err(), "{bad}");
        }
    }
}
