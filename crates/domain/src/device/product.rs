use regex::{Regex, RegexBuilder};

use super::{Serial, SerialKey};
use crate::{clock::Timestamp, error::Rule, id::ProductId, patch::Patch, text::single_line};

/// A model that the maker sells or sold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Stable id.
    pub id: ProductId,
    /// The maker's article number.
    pub sku: Sku,
    /// What people call it.
    pub name: ProductName,
    /// What it belongs to, such as "Keyboards".
    pub family: Option<ProductName>,
    /// What its serial numbers look like; anything goes without.
    pub serial_pattern: Option<SerialPattern>,
    /// Whether O is 0 and I is 1 in its serial numbers.
    pub folds_lookalikes: bool,
    /// How many months the maker's warranty lasts, if there is one. Holds for purchases told of from then on.
    pub warranty_months: Option<i32>,
    /// Whether somebody else checks a repair of it than who made it; `None`: as the terms of repairs say.
    pub checked_by_another: Option<bool>,
    /// Whether customers may register more of it. What is registered stays.
    pub is_offered: bool,
    /// Counts changes.
    pub version: i64,
    /// When it was added.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}

impl Product {
    /// What this product's serial numbers are compared by.
    pub fn key(&self, serial: &Serial) -> SerialKey {
        if self.folds_lookalikes { serial.folded_key() } else { serial.plain_key() }
    }

    /// Fails unless the serial number looks like one of this product.
    pub fn check(&self, serial: &Serial) -> Result<(), Rule> {
        let fits = self.serial_pattern.as_ref().is_none_or(|pattern| {
            pattern.fits(&serial.plain_key()) || self.folds_lookalikes && pattern.fits(&serial.folded_key())
        });
        if fits {
            return Ok(());
        }
        Err(Rule::new("serial_pattern", "does not look like a serial number of this product"))
    }
}

/// What is given of a new product.
#[derive(Debug, Clone)]
pub struct NewProduct {
    /// The id it will have.
    pub id: ProductId,
    /// The maker's article number.
    pub sku: Sku,
    /// What people call it.
    pub name: ProductName,
    /// What it belongs to.
    pub family: Option<ProductName>,
    /// What its serial numbers look like.
    pub serial_pattern: Option<SerialPattern>,
    /// Whether O is 0 and I is 1 in its serial numbers.
    pub folds_lookalikes: bool,
    /// How many months the maker's warranty lasts, if there is one.
    pub warranty_months: Option<i32>,
    /// Whether somebody else checks a repair of it than who made it; `None`: as the terms of repairs say.
    pub checked_by_another: Option<bool>,
}

/// What is to change in a product.
#[derive(Debug, Clone, Default)]
pub struct ProductChange {
    /// The maker's article number.
    pub sku: Option<Sku>,
    /// What people call it.
    pub name: Option<ProductName>,
    /// What it belongs to.
    pub family: Patch<ProductName>,
    /// What its serial numbers look like.
    pub serial_pattern: Patch<SerialPattern>,
    /// Whether O is 0 and I is 1 in its serial numbers.
    pub folds_lookalikes: Option<bool>,
    /// How many months the maker's warranty lasts.
    pub warranty_months: Patch<i32>,
    /// Whether somebody else checks a repair of it than who made it.
    pub checked_by_another: Patch<bool>,
    /// Whether customers may register more of it.
    pub is_offered: Option<bool>,
}

/// An article number: 1 to 64 characters on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sku(String);

impl Sku {
    /// The most characters an article number may have.
    pub const MAX: usize = 64;

    /// Parses an article number as typed.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        single_line(raw, Self::MAX).map(Self)
    }

    /// A value that was parsed before it was stored.
    pub fn from_stored(sku: String) -> Self {
        Self(sku)
    }

    /// The article number.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What article numbers are compared by: capitals, without spaces.
    pub fn key(&self) -> String {
        self.0.split_whitespace().collect::<String>().to_uppercase()
    }
}

/// A name: 1 to 100 characters on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductName(String);

impl ProductName {
    /// The most characters a name may have.
    pub const MAX: usize = 100;

    /// Parses a name as typed.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        single_line(raw, Self::MAX).map(Self)
    }

    /// A value that was parsed before it was stored.
    pub fn from_stored(name: String) -> Self {
        Self(name)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A regular expression that a whole serial number fits, in capitals and without spaces and dashes.
/// It is matched in time linear to the number's length, and its compiled size is bounded.
#[derive(Debug, Clone)]
pub struct SerialPattern {
    text: String,
    compiled: Regex,
}

/// The pattern compiled: enough for any serial number, not for `(.{1000}){1000}`.
const COMPILED_BYTES: usize = 64 * 1024;
const NESTING: u32 = 10;

impl SerialPattern {
    /// The most characters a pattern may have.
    pub const MAX: usize = 200;

    /// Parses and compiles a pattern.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        let text = single_line(raw, Self::MAX)?;
        let refused = || {
            let expected =
                "must be a regular expression of moderate size, without look-around and back-references";
            Rule::new("pattern", expected)
        };
        // Alone first: a stray parenthesis must not close the group around it.
        let alone = Self::compile(&text).ok_or_else(refused)?;
        drop(alone);
        let compiled = Self::compile(&format!("^(?:{text})$")).ok_or_else(refused)?;
        Ok(Self { text, compiled })
    }

    fn compile(text: &str) -> Option<Regex> {
        let mut builder = RegexBuilder::new(text);
        builder.size_limit(COMPILED_BYTES).dfa_size_limit(COMPILED_BYTES).nest_limit(NESTING);
        builder.build().ok()
    }

    /// Whether a serial number fits.
    pub fn fits(&self, key: &SerialKey) -> bool {
        self.compiled.is_match(key.as_str())
    }

    /// The pattern as typed.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl PartialEq for SerialPattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for SerialPattern {}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, serial: &str) -> bool {
        SerialPattern::parse(pattern).unwrap().fits(&Serial::parse(serial).unwrap().plain_key())
    }

    #[test]
    fn the_whole_number_has_to_fit() {
        assert!(fits("K61[0-9]{6}", "k61-004711"));
        assert!(!fits("K61[0-9]{6}", "XK61-0047110"));
        assert!(fits("A|B[0-9]", "b1"));
        assert!(!fits("A|B[0-9]", "a1"), "an alternative is no way around the end");
    }

    #[test]
    fn what_could_cost_too_much_or_cannot_be_read_is_refused() {
        for bad in [
            "(",
            "a)|(b",
            "[",
            "(?=a)",
            r"(a)\1",
            "(.{1000}){1000}",
            r"\w{5000}",
            "((((((((((((a))))))))))))",
            "a\nb",
            &"a".repeat(201),
        ] {
            let rule = SerialPattern::parse(bad).unwrap_err();
            assert!(["pattern", "control_character", "too_long"].contains(&rule.code), "{bad}");
        }
    }

    #[test]
    fn a_hard_pattern_is_matched_in_no_time() {
        let pattern = SerialPattern::parse("(A+)+B").unwrap();
        assert!(!pattern.fits(&Serial::parse(&"A".repeat(40)).unwrap().plain_key()));
    }
}
