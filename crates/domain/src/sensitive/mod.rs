//! What people paste and should not. Payment cards are masked before they are stored; what else looks
//! sensitive is pointed out to the staff, who can take it out.

mod address;
mod bank;
mod card;
mod password;

pub use card::mask_cards;

use std::ops::Range;

/// What a piece of text looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SensitiveKind {
    /// An international bank account number.
    Iban,
    /// A password behind its name.
    Password,
    /// Street, number, postcode.
    PostalAddress,
    /// A payment card that was masked: who wrote it learns that nobody reads it, and that it did not belong
    /// there.
    MaskedCard,
}

impl SensitiveKind {
    /// The published name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Iban => "iban",
            Self::Password => "password",
            Self::PostalAddress => "postal_address",
            Self::MaskedCard => "masked_card",
        }
    }
}

/// A piece of text that looks sensitive, in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// What it looks like.
    pub kind: SensitiveKind,
    /// Its first character.
    pub start: usize,
    /// The character behind its last.
    pub end: usize,
}

/// The most that is pointed out of one text.
pub const MAX_WARNINGS: usize = 50;

/// Finds pieces of a text, in bytes.
type Finder = fn(&str) -> Vec<Range<usize>>;

/// What looks sensitive in a text, from its beginning to its end.
pub fn warnings(text: &str) -> Vec<Warning> {
    let finders: [(SensitiveKind, Finder); 4] = [
        (SensitiveKind::Iban, bank::find),
        (SensitiveKind::Password, password::find),
        (SensitiveKind::PostalAddress, address::find),
        (SensitiveKind::MaskedCard, card::find_masked),
    ];
    let mut found: Vec<_> = finders
        .into_iter()
        .flat_map(|(kind, find)| find(text).into_iter().map(move |range| (range.start, range.end, kind)))
        .collect();
    found.sort_unstable();
    found.truncate(MAX_WARNINGS);
    let (mut counted, mut at) = (0, 0);
    let mut characters_before = |byte: usize| {
        counted += text[at..byte].chars().count();
        at = byte;
        counted
    };
    let starts: Vec<_> = found.iter().map(|(start, ..)| characters_before(*start)).collect();
    let length = |start: usize, end: usize| text[start..end].chars().count();
    found
        .into_iter()
        .zip(starts)
        .map(|((from, to, kind), start)| Warning { kind, start, end: start + length(from, to) })
        .collect()
}

#[cfg(test)]
mod tests;
