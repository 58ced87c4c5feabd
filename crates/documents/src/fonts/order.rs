//! In which order what is read stands on a line.

use unicode_bidi::{Direction, ParagraphBidiInfo, get_base_direction};

/// Says unseen that what follows is read from the right, or from the left.
const FROM_THE_RIGHT: char = '\u{200f}';
const FROM_THE_LEFT: char = '\u{200e}';

/// A part of a line that is read in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch<'l> {
    pub(super) text: &'l str,
    pub(super) is_from_the_right: bool,
}

/// The parts of a line as they stand, from the left.
pub(super) fn stretches(line: &str) -> Vec<Stretch<'_>> {
    if line.is_empty() {
        return Vec::new();
    }
    let (levels, ranges) = ParagraphBidiInfo::new(line, None).visual_runs(0..line.len());
    let stretch = |range: std::ops::Range<usize>| {
        let is_from_the_right = levels.get(range.start).is_some_and(unicode_bidi::Level::is_rtl);
        Stretch { text: &line[range], is_from_the_right }
    };
    ranges.into_iter().map(stretch).collect()
}

/// Whether a text is read from the right, as its first letter that has a direction says.
pub(crate) fn is_from_the_right(text: &str) -> bool {
    get_base_direction(text) == Direction::Rtl
}

/// What has to stand before each line of a text, so that a line is read in the direction of the whole.
pub(super) fn direction_of(text: &str) -> Option<char> {
    let mixed = if is_from_the_right(text) { FROM_THE_RIGHT } else { FROM_THE_LEFT };
    text.chars().any(is_of_the_right).then_some(mixed)
}

fn is_of_the_right(letter: char) -> bool {
    is_from_the_right(letter.encode_utf8(&mut [0; 4]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts, those from the right in brackets.
    fn shown(line: &str) -> String {
        let part = |stretch: Stretch<'_>| {
            if stretch.is_from_the_right { format!("[{}]", stretch.text) } else { stretch.text.to_owned() }
        };
        stretches(line).into_iter().map(part).collect()
    }

    #[test]
    fn numbers_and_other_scripts_keep_their_own_direction() {
        assert_eq!(shown("Fader 3 (left)"), "Fader 3 (left)");
        assert_eq!(shown("רחוב הרצל 15"), "15[רחוב הרצל ]");
        assert_eq!(shown("Part: מקלדת 61 (K61)"), "Part: 61[מקלדת ] (K61)");
        assert_eq!(shown("شارع Main 7"), "Main 7[شارع ]");
        assert_eq!(shown(""), "");
    }

    #[test]
    fn a_line_is_read_as_the_whole_is() {
        assert_eq!(direction_of("Fader 3"), None);
        let (hebrew, english) = ("רחוב Main Street", "Main Street, רחוב");
        assert_eq!(direction_of(hebrew), Some(FROM_THE_RIGHT));
        assert_eq!(direction_of(english), Some(FROM_THE_LEFT));
        let line = format!("{FROM_THE_RIGHT}Main Street, 7.");
        assert!(is_from_the_right(&line) && shown(&line).starts_with("[."), "{}", shown(&line));
    }
}
