//! The query language. Everything in a query must hold (there is no OR, but `status:open,pending` takes
//! several values); `-` in front of a part means that it must not. What is not part of the language is
//! refused with its place, or looked for as text, and can never break anything.

use std::{iter::Peekable, ops::Range, str::CharIndices};

use super::{
    Condition, Criterion, Phrase, SearchQuery, Span,
    key::{Comparison, Searcher},
};

/// The most parts a query may have.
const MAX_PARTS: usize = 20;
/// The fewest characters before a `*`.
const SHORTEST_PREFIX: usize = 3;

/// A query that is not one. Never holds what was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// Machine-readable reason.
    pub code: &'static str,
    /// For people, with the place.
    pub detail: String,
}

/// Reads a query as typed.
///
/// # Errors
/// If it asks for nothing, or in a way that the language does not have.
pub fn parse(raw: &str, searcher: Searcher) -> Result<SearchQuery, QueryError> {
    let mut query = SearchQuery::default();
    query.words.in_customers = searcher.sees_customers;
    let mut parts = Parts { raw, chars: raw.char_indices().peekable() };
    let mut count = 0;
    while let Some(part) = parts.next_part()? {
        count += 1;
        if count > MAX_PARTS {
            return Err(error(raw, part.at, "too_long", "no more than 20 parts can be looked for"));
        }
        query.add(raw, &part, searcher)?;
    }
    if query.words.is_empty() && query.conditions.is_empty() {
        return Err(error(raw, 0, "blank", "there must be something to look for"));
    }
    Ok(query)
}

fn error(raw: &str, at: usize, code: &'static str, expected: &str) -> QueryError {
    let place = raw.get(..at).unwrap_or(raw).chars().count() + 1;
    QueryError { code, detail: format!("at character {place}: {expected}") }
}

/// Where one part of a query stands: `-key<"value"*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place<'q> {
    /// All of it.
    pub whole: Range<usize>,
    /// What stands before the comparison.
    pub key: Option<&'q str>,
    /// Its value, without quotation marks.
    pub value: Range<usize>,
}

/// Where the parts of a query stand, as far as it is one.
pub(super) fn places(raw: &str) -> Vec<Place<'_>> {
    let mut parts = Parts { raw, chars: raw.char_indices().peekable() };
    let mut places = Vec::new();
    while let Ok(Some(part)) = parts.next_part() {
        let value = part.value_at..part.value_at + part.value.len();
        places.push(Place { whole: part.at..parts.place(), key: part.key.map(|(name, _)| name), value });
    }
    places
}

/// One part of a query: `-key<"value"*`, with only the value always there.
struct Part<'q> {
    at: usize,
    value_at: usize,
    negated: bool,
    key: Option<(&'q str, Comparison)>,
    value: &'q str,
    quoted: bool,
    is_prefix: bool,
}

struct Parts<'q> {
    raw: &'q str,
    chars: Peekable<CharIndices<'q>>,
}

impl<'q> Parts<'q> {
    fn next_part(&mut self) -> Result<Option<Part<'q>>, QueryError> {
        self.take_while(char::is_whitespace);
        let at = self.place();
        if at == self.raw.len() {
            return Ok(None);
        }
        let negated = self.take_if('-');
        let key = self.key();
        let (value_at, quoted) = (self.place(), self.take_if('"'));
        let value_at = value_at + usize::from(quoted);
        let value = self.value(at, quoted)?;
        let is_prefix = if quoted { self.take_if('*') } else { value.ends_with('*') };
        Ok(Some(Part { at, value_at, negated, key, value, quoted, is_prefix }))
    }

    /// A word of ASCII letters before a comparison.
    fn key(&mut self) -> Option<(&'q str, Comparison)> {
        let rest = &self.raw[self.place()..];
        let end = rest.find(|c: char| !c.is_ascii_alphabetic() && c != '_')?;
        let (name, rest) = rest.split_at(end);
        let (comparison, length) = match rest.as_bytes() {
            [b':', ..] => (Comparison::Is, 1),
            [b'<', b'=', ..] => (Comparison::AtMost, 2),
            [b'>', b'=', ..] => (Comparison::AtLeast, 2),
            [b'<', ..] => (Comparison::Less, 1),
            [b'>', ..] => (Comparison::More, 1),
            _ => return None,
        };
        if name.is_empty() {
            return None;
        }
        // All of it is ASCII: as many characters as bytes.
        self.chars.nth(name.len() + length - 1);
        Some((name, comparison))
    }

    /// A value, behind its quotation mark.
    fn value(&mut self, part: usize, quoted: bool) -> Result<&'q str, QueryError> {
        let from = self.place();
        if quoted {
            self.take_while(|c| c != '"');
            let until = self.place();
            if !self.take_if('"') {
                return Err(error(self.raw, part, "invalid_value", "the quotation mark is never closed"));
            }
            return Ok(&self.raw[from..until]);
        }
        self.take_while(|c| !c.is_whitespace() && c != '"');
        Ok(&self.raw[from..self.place()])
    }

    fn take_while(&mut self, fits: impl Fn(char) -> bool) {
        while self.chars.next_if(|(_, c)| fits(*c)).is_some() {}
    }

    fn take_if(&mut self, wanted: char) -> bool {
        self.chars.next_if(|(_, c)| *c == wanted).is_some()
    }

    fn place(&mut self) -> usize {
        self.chars.peek().map_or(self.raw.len(), |(at, _)| *at)
    }
}

impl SearchQuery {
    fn add(&mut self, raw: &str, part: &Part<'_>, searcher: Searcher) -> Result<(), QueryError> {
        let refuse = |code, expected: &str| Err(error(raw, part.at, code, expected));
        let Part { negated, value, .. } = *part;
        if let Some((name, comparison)) = part.key {
            let Some(key) = searcher.key(&name.to_ascii_lowercase()) else {
                return refuse("unknown_key", "is no key to search by; in quotation marks it is text");
            };
            return match key.criterion(comparison, value, searcher) {
                Ok(criterion) => {
                    self.conditions.push(Condition { negated, criterion });
                    Ok(())
                }
                Err(expected) => refuse("invalid_value", expected),
            };
        }
        if !part.quoted
            && let Some(number) = value.strip_prefix('#').and_then(|digits| digits.parse::<u32>().ok())
        {
            let number = i64::from(number);
            let criterion = Criterion::Number(Span { from: Some(number), until: Some(number + 1) });
            self.conditions.push(Condition { negated, criterion });
            return Ok(());
        }
        // What holds no letter and no digit is punctuation around what does.
        let Some(phrase) = Phrase::of(value, part.is_prefix) else { return Ok(()) };
        let shortest = phrase.words.last().map_or(0, |word| word.chars().count());
        if phrase.is_prefix && shortest < SHORTEST_PREFIX {
            return refuse("too_short", "there must be at least 3 letters or digits before *");
        }
        let words = if negated { &mut self.words.unwanted } else { &mut self.words.wanted };
        words.push(phrase);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
