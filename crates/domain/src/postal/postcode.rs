use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use unicode_normalization::UnicodeNormalization;

/// What postcodes of a country look like.
#[derive(Debug)]
pub struct PostcodeRule {
    pattern: String,
    compiled: OnceLock<Option<Regex>>,
    examples: Vec<String>,
    prefix: Option<String>,
}

impl PostcodeRule {
    pub(super) fn new(pattern: String, examples: Vec<String>, prefix: Option<String>) -> Self {
        Self { pattern, compiled: OnceLock::new(), examples, prefix }
    }

    /// A regular expression that a whole postcode fits.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// Postcodes that exist.
    pub fn examples(&self) -> &[String] {
        &self.examples
    }

    /// What is printed before it and is no part of it.
    pub fn prefix(&self) -> Option<&str> {
        self.prefix.as_deref()
    }

    /// Whether a postcode has the form.
    pub(super) fn fits(&self, postcode: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| whole(&self.pattern));
        compiled.as_ref().is_some_and(|pattern| pattern.is_match(postcode))
    }

    /// The canonical form of what was typed, if it is a postcode of the country: without what is printed
    /// before it, in capitals, with blank or dash where the country writes one.
    pub(super) fn canonical(&self, typed: &str, country: &str) -> Option<String> {
        let typed = tidy(typed);
        [Some(typed.as_str()), self.without_prefix(&typed, country)]
            .into_iter()
            .flatten()
            .find_map(|candidate| self.respaced(candidate))
    }

    fn without_prefix<'t>(&self, typed: &'t str, country: &str) -> Option<&'t str> {
        let printed = self.prefix.as_deref().map(str::trim);
        let letters = printed.into_iter().chain([country, old_letters(country), "〒"]);
        letters
            .filter(|letters| !letters.is_empty())
            .filter_map(|letters| typed.strip_prefix(letters))
            .map(|rest| rest.trim_start_matches(['-', ' ', '.', '–']))
            .find(|rest| !rest.is_empty())
    }

    /// With the separator where the first example that it fits has one.
    fn respaced(&self, typed: &str) -> Option<String> {
        let compact: String = typed.chars().filter(|c| !is_separator(*c)).collect();
        let as_examples = self.examples.iter().filter_map(|example| separated_as(&compact, example));
        as_examples.chain([typed.to_owned(), compact.clone()]).find(|candidate| self.fits(candidate))
    }
}

/// NFKC turns full-width digits into ordinary ones; Arabic-Indic ones are folded by hand.
pub(super) fn tidy(typed: &str) -> String {
    let ascii = |c: char| match c {
        '٠'..='٩' => char::from_digit(c as u32 - '٠' as u32, 10).unwrap_or(c),
        '۰'..='۹' => char::from_digit(c as u32 - '۰' as u32, 10).unwrap_or(c),
        '‐'..='―' | '−' | 'ー' => '-',
        _ => c,
    };
    let folded: String = typed.nfkc().map(ascii).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase()
}

/// Whether the beginning of a postcode fits.
pub(super) fn prefix_matches(pattern: &str, postcode: &str) -> bool {
    let pattern = RegexBuilder::new(&format!("^(?:{pattern})")).build();
    pattern.is_ok_and(|pattern| pattern.is_match(postcode))
}

/// A pattern that a whole text fits.
pub(super) fn whole(pattern: &str) -> Option<Regex> {
    Regex::new(&format!("^(?:{pattern})$")).ok()
}

/// What carriers and atlases wrote before a postcode when cars had these letters.
fn old_letters(country: &str) -> &'static str {
    const LETTERS: &[(&str, &str)] = &[
        ("AT", "A"),
        ("BE", "B"),
        ("DE", "D"),
        ("ES", "E"),
        ("FI", "SF"),
        ("FR", "F"),
        ("HU", "H"),
        ("IT", "I"),
        ("LI", "FL"),
        ("LU", "L"),
        ("NO", "N"),
        ("PT", "P"),
        ("SE", "S"),
    ];
    LETTERS.iter().find(|(of, _)| *of == country).map_or("", |(_, letters)| letters)
}

/// The countries whose letters are written before postcodes.
const KNOWN: [&str; 20] = [
    "AT", "BE", "CH", "CZ", "DE", "DK", "ES", "FI", "FR", "HU", "IT", "LI", "LU", "NL", "NO", "PL", "PT",
    "SE", "SI", "SK",
];

/// The country whose letters stand before a postcode: `A-1010`.
pub(super) fn country_of_prefix(typed: &str) -> Option<(&'static str, String)> {
    let typed = tidy(typed);
    let (letters, rest) = typed.split_once('-')?;
    let of = |country: &&str| *country == letters || old_letters(country) == letters;
    let country = KNOWN.into_iter().find(|country| of(country))?;
    Some((country, rest.to_owned()))
}

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '-' | '.')
}

/// The text with a separator at the place, counted from the end, where the example has its.
fn separated_as(compact: &str, example: &str) -> Option<String> {
    let behind = example.chars().rev().position(is_separator);
    let Some(behind) = behind else { return Some(compact.to_owned()) };
    let separator = example.chars().rev().nth(behind)?;
    let length = compact.chars().count();
    let before = length.checked_sub(behind).filter(|before| *before > 0)?;
    let (head, tail): (String, String) =
        (compact.chars().take(before).collect(), compact.chars().skip(before).collect());
    Some(format!("{head}{separator}{tail}"))
}
