//! Finds copies of an address in text: what a customer pasted into a message dies with the address.

mod words;

use std::ops::Range;

use self::words::{Text, join};
use super::{PostalAddress, fold::fold};

/// What stands in the place of what was taken out.
pub const MARK: &str = "[address removed]";

/// What to look for: the street lines with their numbers, and the delivery note, as phrases; never the
/// name, the city or the postcode alone. Case, accents, ß, abbreviations, blanks, line breaks and
/// punctuation make no difference.
#[derive(Clone, Default)]
pub struct Sweep {
    needles: Vec<String>,
}

/// A phrase of fewer letters and digits may well stand somewhere by chance.
const SHORTEST: usize = 8;

impl Sweep {
    /// What to look for of an address.
    pub fn of(address: &PostalAddress) -> Self {
        let lines = address.street_lines();
        let mut phrases: Vec<String> = lines
            .iter()
            .enumerate()
            .filter(|(at, line)| is_place(*at, line))
            .map(|(_, line)| line.clone())
            .collect();
        if lines.iter().any(|line| has_digit(line)) {
            phrases.push(lines.join(" "));
        } else {
            phrases.extend(with_town(address));
        }
        phrases.extend(address.delivery_note().filter(|note| is_note(note)).map(str::to_owned));
        phrases.retain(|phrase| !is_contact(address, phrase));
        Self::of_phrases(&phrases)
    }

    /// What to look for, as phrases.
    pub(crate) fn of_phrases(phrases: &[String]) -> Self {
        let spellings = phrases.iter().flat_map(|phrase| spellings(phrase));
        let mut needles: Vec<_> =
            spellings.map(|spelling| join(&spelling)).filter(|n| is_telling(n)).collect();
        needles.sort_unstable();
        needles.dedup();
        Self { needles }
    }

    /// Whether there is nothing to look for.
    pub const fn is_empty(&self) -> bool {
        self.needles.is_empty()
    }

    /// The pieces of the text that repeat the address, in bytes, in order and apart from each other.
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        let text = Text::of(text);
        let mut found: Vec<_> = self.needles.iter().flat_map(|needle| text.find(needle)).collect();
        found.sort_unstable_by_key(|piece| (piece.start, piece.end));
        let mut pieces: Vec<Range<usize>> = Vec::with_capacity(found.len());
        for piece in found {
            match pieces.last_mut() {
                Some(last) if piece.start <= last.end => last.end = last.end.max(piece.end),
                _ => pieces.push(piece),
            }
        }
        pieces
    }

    /// The text without the address; `None` if it is not in it.
    pub fn clean(&self, text: &str) -> Option<String> {
        let pieces = self.find(text);
        let (mut kept, mut from) = (String::with_capacity(text.len()), 0);
        for piece in &pieces {
            kept.push_str(&text[from..piece.start]);
            kept.push_str(MARK);
            from = piece.end;
        }
        kept.push_str(&text[from..]);
        (!pieces.is_empty()).then_some(kept)
    }
}

/// A house without a number is told from what anybody may say by the town behind it.
fn with_town(address: &PostalAddress) -> Vec<String> {
    let Some(house) = address.street_lines().first() else { return Vec::new() };
    let towns = [address.locality(), address.postal_code()];
    let (all, town) = (address.street_lines().join(" "), towns.into_iter().flatten());
    town.flat_map(|town| [format!("{house} {town}"), format!("{all} {town}")]).collect()
}

impl std::fmt::Debug for Sweep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sweep(redacted)")
    }
}

fn has_digit(text: &str) -> bool {
    text.chars().any(char::is_numeric)
}

/// A line that names a place: the first may be short, as in `Weg 5`; a later `Apt 5` says nothing.
fn is_place(at: usize, line: &str) -> bool {
    has_digit(line) && (at == 0 || fold(line).chars().count() >= SHORTEST)
}

/// One word of a note may well be said by chance, as `Hinterhaus`; not a code, a long word, or what is written without
/// blanks.
fn is_note(note: &str) -> bool {
    note.contains(' ')
        || has_digit(note)
        || note.chars().any(is_wide)
        || fold(note).chars().count() >= 2 * SHORTEST
}

const fn is_wide(c: char) -> bool {
    c > '\u{2e7f}'
}

/// Long enough, and not only a number.
fn is_telling(needle: &str) -> bool {
    let letters = needle.chars().filter(|c| c.is_alphabetic()).count();
    let wide = needle.chars().any(is_wide);
    let digits = needle.chars().filter(|c| c.is_numeric()).count();
    letters >= 3 || (wide && letters >= 2) || digits >= 6
}

/// Whether it says no more than the contact record does.
fn is_contact(address: &PostalAddress, phrase: &str) -> bool {
    let contact =
        [Some(address.recipient()), address.organization(), address.locality(), address.postal_code()];
    let known: Vec<_> = contact.into_iter().flatten().flat_map(str::split_whitespace).map(fold).collect();
    phrase
        .split(|c: char| c.is_whitespace() || c == ',')
        .map(fold)
        .all(|word| word.is_empty() || known.contains(&word))
}

/// How else people write a phrase: the number first, umlauts as two letters, as HTML.
fn spellings(phrase: &str) -> Vec<String> {
    let mut spellings = vec![phrase.to_owned()];
    spellings.extend(turned(phrase));
    let two_letters = |text: &String| {
        [
            ("ä", "ae"),
            ("ö", "oe"),
            ("ü", "ue"),
            ("Ä", "Ae"),
            ("Ö", "Oe"),
            ("Ü", "Ue"),
            ("å", "aa"),
            ("ø", "oe"),
        ]
        .iter()
        .fold(text.clone(), |text, (one, two)| text.replace(one, two))
    };
    let one_letter = |text: &String| {
        [("ae", "a"), ("oe", "o"), ("ue", "u"), ("Ae", "A"), ("Oe", "O"), ("Ue", "U")]
            .iter()
            .fold(text.clone(), |text, (two, one)| text.replace(two, one))
    };
    let mut more: Vec<_> = spellings.iter().map(two_letters).collect();
    more.extend(spellings.iter().map(one_letter));
    more.extend(spellings.iter().map(|text| text.replace('&', "&amp;")));
    spellings.extend(more);
    spellings
}

/// The number at the other end: `29 Schlesische Straße`.
fn turned(phrase: &str) -> Option<String> {
    let words: Vec<_> = phrase.split_whitespace().collect();
    let (first, last) = (words.first()?, words.last()?);
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    match (is_number(first), is_number(last)) {
        (false, true) => Some(format!("{last} {}", words[..words.len() - 1].join(" "))),
        (true, false) => Some(format!("{} {}", words[1..].join(" "), first.trim_end_matches(','))),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
