//! What to call a letter that no font has.

/// The name of a letter's script, for a message.
pub(crate) fn name(letter: char) -> &'static str {
    let known = SCRIPTS.iter().find(|(from, to, _)| (*from..=*to).contains(&u32::from(letter)));
    known.map_or("another script", |(_, _, name)| name)
}

/// Whether a letter only says how others are put together, and is not drawn.
pub(crate) const fn is_unseen(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Whether it says that the letters beside it are to be drawn as one, or not.
pub(crate) const fn is_joiner(letter: char) -> bool {
    matches!(letter, '\u{200c}' | '\u{200d}')
}

/// Whether it turns the order of others round: nobody needs that, and a label could be read as another.
pub(crate) const fn is_override(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

const SCRIPTS: &[(u32, u32, &str)] = &[
    (0x0000, 0x024f, "Latin"),
    (0x0370, 0x03ff, "Greek"),
    (0x0400, 0x052f, "Cyrillic"),
    (0x0530, 0x058f, "Armenian"),
    (0x0590, 0x05ff, "Hebrew"),
    (0x0600, 0x077f, "Arabic"),
    (0x0900, 0x097f, "Devanagari"),
    (0x0980, 0x09ff, "Bengali"),
    (0x0a00, 0x0a7f, "Gurmukhi"),
    (0x0a80, 0x0aff, "Gujarati"),
    (0x0b80, 0x0bff, "Tamil"),
    (0x0c00, 0x0c7f, "Telugu"),
    (0x0c80, 0x0cff, "Kannada"),
    (0x0d00, 0x0d7f, "Malayalam"),
    (0x0d80, 0x0dff, "Sinhala"),
    (0x0e00, 0x0e7f, "Thai"),
    (0x0e80, 0x0eff, "Lao"),
    (0x0f00, 0x0fff, "Tibetan"),
    (0x1000, 0x109f, "Burmese"),
    (0x10a0, 0x10ff, "Georgian"),
    (0x1100, 0x11ff, "Korean"),
    (0x1200, 0x139f, "Ethiopic"),
    (0x1780, 0x17ff, "Khmer"),
    (0x1800, 0x18af, "Mongolian"),
    (0x1e00, 0x1eff, "Latin"),
    (0x1f00, 0x1fff, "Greek"),
    (0x2000, 0x2bff, "symbols"),
    (0x2e80, 0x303f, "Chinese"),
    (0x3040, 0x30ff, "Japanese"),
    (0x3100, 0x312f, "Chinese"),
    (0x3130, 0x318f, "Korean"),
    (0x3190, 0x31ff, "Japanese"),
    (0x3400, 0x9fff, "Chinese"),
    (0xac00, 0xd7ff, "Korean"),
    (0xf900, 0xfaff, "Chinese"),
    (0xfb1d, 0xfb4f, "Hebrew"),
    (0xfb50, 0xfdff, "Arabic"),
    (0xfe70, 0xfeff, "Arabic"),
    (0xff00, 0xffef, "Chinese"),
    (0x1f000, 0x1faff, "emoji"),
    (0x20000, 0x3ffff, "Chinese"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_of_a_letter_has_a_name() {
        let of = |text: &str| text.chars().map(name).collect::<Vec<_>>();
        assert_eq!(of("a東あ한א😀"), ["Latin", "Chinese", "Japanese", "Korean", "Hebrew", "emoji"]);
        assert_eq!(name('\u{13000}'), "another script");
    }
}
