//! Puts a mark in the place of pieces of text. The mark tells nothing, not even how long they were.

use std::ops::Range;

/// What stands in the place of what was taken out.
pub(super) const MARK: &str = "[redacted]";

/// Where a range of characters is, in bytes; `None` if the text has no such piece.
pub(super) fn to_bytes(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let mut places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let start = places.nth(range.start)?;
    let length = range.end.checked_sub(range.start).filter(|length| *length > 0)?;
    Some(start..places.nth(length - 1)?)
}

/// The text without these pieces and phrases; `None` if they are not in it. A phrase is found as it
/// is, and as HTML writes it.
pub(super) fn take_out(text: &str, ranges: &[Range<usize>], phrases: &[String]) -> Option<String> {
    let marks: Vec<_> = found(text, MARK).collect();
    let in_mark =
        |piece: &Range<usize>| marks.iter().any(|mark| mark.start <= piece.start && piece.end <= mark.end);
    let mut pieces: Vec<_> = ranges.iter().filter_map(|range| to_bytes(text, range)).collect();
    for phrase in phrases.iter().filter(|phrase| !phrase.is_empty()) {
        pieces.extend(found(text, phrase));
        let escaped = escape(phrase);
        if escaped != *phrase {
            pieces.extend(found(text, &escaped));
        }
    }
    pieces.retain(|piece| !in_mark(piece));
    pieces.sort_unstable_by_key(|piece| (piece.start, piece.end));
    if pieces.is_empty() {
        return None;
    }
    let (mut kept, mut from) = (String::with_capacity(text.len()), 0);
    for piece in pieces {
        // What overlaps or touches becomes one mark.
        if from == 0 || piece.start > from {
            kept.push_str(&text[from..piece.start]);
            kept.push_str(MARK);
        }
        from = from.max(piece.end);
    }
    kept.push_str(&text[from..]);
    Some(kept)
}

fn found<'t>(text: &'t str, phrase: &'t str) -> impl Iterator<Item = Range<usize>> {
    text.match_indices(phrase).map(|(at, found)| at..at + found.len())
}

fn escape(phrase: &str) -> String {
    let escaped = phrase.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    escaped.replace('"', "&quot;")
}

#[cfg(test)]
#[expect(clippy::single_range_in_vec_init, reason = "one piece is a list, too")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn without(text: &str, phrases: &[&str]) -> Option<String> {
        let phrases: Vec<_> = phrases.iter().map(|phrase| (*phrase).to_owned()).collect();
        take_out(text, &[], &phrases)
    }

    #[test]
    fn a_mark_takes_the_place_of_each_piece() {
        assert_eq!(
            without("pin 1234, again 1234", &["1234"]).as_deref(),
            Some("pin [redacted], again [redacted]")
        );
        assert_eq!(without("Müller &amp; Co", &["Müller & Co"]).as_deref(), Some("[redacted]"));
        assert_eq!(without("abcd", &["abc", "bcd"]).as_deref(), Some("[redacted]"));
        assert_eq!(without("abcd", &["x"]), None);
        assert_eq!(take_out("Größe 42", &[0..5], &[]).as_deref(), Some("[redacted] 42"));
        assert_eq!(take_out("Größe 42", &[6..8], &[]).as_deref(), Some("Größe [redacted]"));
    }

    #[test]
    fn a_piece_must_be_in_the_text() {
        assert_eq!(to_bytes("äb", &(0..2)), Some(0..3));
        let backwards = Range { start: 1, end: 0 };
        for outside in [0..0, 0..3, 2..3, 5..9, backwards] {
            assert_eq!(to_bytes("äb", &outside), None, "{outside:?}");
        }
    }

    #[test]
    fn what_is_out_stays_out() {
        let once = without("my pin is red", &["red"]).unwrap();
        assert_eq!(once, "my pin is [redacted]");
        assert_eq!(without(&once, &["red"]), None);
    }

    proptest! {
        #[test]
        fn nothing_is_left_of_a_phrase(text in "[ab c]{0,40}", phrase in "[ab]{1,4}") {
            match without(&text, &[&phrase]) {
                None => prop_assert!(!text.contains(&phrase)),
                Some(out) => {
                    // Pieces that overlap may leave an end of one: not the whole phrase.
                    prop_assert!(!out.replace(MARK, "|").contains(&phrase), "{} in {}", phrase, out);
                    prop_assert_eq!(without(&out, &[&phrase]), None);
                }
            }
        }
    }
}
