//! Which part of a file is asked for (RFC 9110, 14).

use std::ops::Range;

/// What to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it: no part was asked for, or several, or in a way that we do not know.
    Whole,
    /// This part.
    Bytes(Range<u64>),
    /// The file has no such part.
    Nowhere,
}

impl Part {
    /// Reads a `Range` field for a file of this size.
    pub(super) fn read(field: &str, size: u64) -> Self {
        Self::parse(field, size).unwrap_or(Self::Whole)
    }

    fn parse(field: &str, size: u64) -> Option<Self> {
        let (unit, range) = field.split_once('=')?;
        if !unit.trim().eq_ignore_ascii_case("bytes") {
            return None;
        }
        let (first, last) = range.trim().split_once('-')?;
        let (start, end) = match (first, last) {
            ("", suffix) => (size.saturating_sub(number(suffix)?), size),
            (first, "") => (number(first)?, size),
            (first, last) => {
                let (first, last) = (number(first)?, number(last)?);
                if first > last {
                    return None;
                }
                (first, last.saturating_add(1).min(size))
            }
        };
        Some(if start < end { Self::Bytes(start..end) } else { Self::Nowhere })
    }
}

/// Digits only; more than there can be bytes are as many as there are.
fn number(digits: &str) -> Option<u64> {
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_what_was_asked_for_as_far_as_it_is_there() {
        for (field, part) in [
            ("bytes=0-0", Part::Bytes(0..1)),
            ("bytes=2-", Part::Bytes(2..10)),
            ("bytes=-3", Part::Bytes(7..10)),
            ("bytes=-99", Part::Bytes(0..10)),
            ("Bytes = 4-99999999999999999999999", Part::Bytes(4..10)),
            ("bytes=10-", Part::Nowhere),
            ("bytes=-0", Part::Nowhere),
            ("bytes=5-4", Part::Whole),
            ("bytes=0-1,4-5", Part::Whole),
            ("lines=0-1", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=-", Part::Whole),
            ("", Part::Whole),
        ] {
            assert_eq!(Part::read(field, 10), part, "{field}");
        }
    }
}
