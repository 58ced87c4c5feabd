//! Bounded text as people type it.

use std::ops::RangeInclusive;

use crate::error::Rule;

/// Whether a character may stand in running text: everything but NUL, which neither engine stores
/// alike (PostgreSQL refuses it) and which hides what follows in many tools.
const fn is_storable(c: char) -> bool {
    c != '\0'
}

/// Whether a character may stand in a single line: no control characters at all, nor the Unicode
/// line and paragraph separators. Keeps header injection out of mail by construction.
fn is_single_line(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}')
}

/// Checks a single line: trimmed, 1 to `max` characters, no control characters.
pub fn single_line(raw: &str, max: usize) -> Result<String, Rule> {
    let trimmed = raw.trim();
    check_length(trimmed, 1..=max)?;
    if !trimmed.chars().all(is_single_line) {
        return Err(Rule::new("control_character", "must be one line without control characters"));
    }
    Ok(trimmed.to_owned())
}

/// Checks running text: 1 to `max` characters, kept exactly as sent, no NUL, not only white space.
pub fn running_text(raw: &str, max: usize) -> Result<String, Rule> {
    check_length(raw, 1..=max)?;
    if raw.trim().is_empty() {
        return Err(Rule::new("blank", "must not be blank"));
    }
    if !raw.chars().all(is_storable) {
        return Err(Rule::new("nul_character", "must not contain NUL (U+0000)"));
    }
    Ok(raw.to_owned())
}

/// Checks how many characters a text has.
pub(crate) fn check_length(text: &str, allowed: RangeInclusive<usize>) -> Result<(), Rule> {
    let (min, max) = (*allowed.start(), *allowed.end());
    // Every character takes at least one byte: most texts need no counting.
    if text.len() > max && text.chars().count() > max {
        return Err(Rule::new("too_long", format!("must have at most {max} characters")));
    }
    match text.chars().take(min).count() {
        enough if enough == min => Ok(()),
        _ if min == 1 => Err(Rule::new("blank", "must not be blank")),
        _ => Err(Rule::new("too_short", format!("must have at least {min} characters"))),
    }
}

/// A value type over a private string with a redacted `Debug`: it may hold personal data.
macro_rules! redacted_text {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// A value that was parsed before it was stored.
            pub fn from_stored(text: String) -> Self {
                Self(text)
            }

            /// The text, owned.
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        }
    };
}
pub(crate) use redacted_text;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_counted_in_characters() {
        assert!(single_line(&"ß".repeat(5), 5).is_ok());
        assert_eq!(single_line(&"ß".repeat(6), 5).unwrap_err().code, "too_long");
        assert_eq!(single_line(" ", 5).unwrap_err().code, "blank");
        assert_eq!(check_length("ß", 2..=2).unwrap_err().code, "too_short");
        assert!(check_length("ßß", 2..=2).is_ok());
    }

    #[test]
    fn a_line_has_no_control_characters_and_a_text_no_nul() {
        for bad in ["a\r\nBcc: b", "a\tb", "a\u{85}b", "a\u{2028}b"] {
            assert_eq!(single_line(bad, 99).unwrap_err().code, "control_character");
        }
        assert_eq!(running_text("a\0b", 99).unwrap_err().code, "nul_character");
        assert_eq!(running_text(" \n", 99).unwrap_err().code, "blank");
        assert_eq!(running_text(" a\r\n\u{1b}b ", 99).unwrap(), " a\r\n\u{1b}b ");
    }
}
