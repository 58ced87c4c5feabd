/// Puts text on one line: white space and control characters, line breaks among them, become single
/// spaces. The domain's types hold no such characters; headers do not rely on it.
pub(crate) fn one_line(raw: &str) -> String {
    let words: Vec<_> =
        raw.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_the_line() {
        assert_eq!(one_line(" a\r\nBcc: b\u{85}c\u{2028}d\te\0f  g\n"), "a Bcc: b c d e f g");
        assert_eq!(one_line("\r\n"), "");
    }
}
