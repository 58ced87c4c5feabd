use crate::text::redacted_text;

redacted_text! {
    /// A file's name without its path: 1 to 150 characters that are safe to show and to save under.
    FileName
}

impl FileName {
    /// The most characters a name has.
    pub const MAX: usize = 150;
    /// The most bytes a name has: what common file systems take.
    const MAX_BYTES: usize = 240;

    /// Makes a name of what was sent. Never fails: a name is not worth losing a file for.
    pub fn clean(raw: &str) -> Self {
        let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
        let kept: String = last.chars().filter(|c| !is_invisible(*c)).map(harmless).collect();
        let name = shorten(kept.trim_matches(is_edge));
        Self(if name.is_empty() { "file".to_owned() } else { name })
    }
}

/// Control characters, and those that turn or hide text: a name must be what it looks like.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// What means something to a shell, a file system or a header.
const fn harmless(c: char) -> char {
    match c {
        '<' | '>' | ':' | '"' | '|' | '?' | '*' => '_',
        c => c,
    }
}

/// What a name neither begins nor ends with.
fn is_edge(c: char) -> bool {
    c == '.' || c.is_whitespace()
}

/// Cuts the middle out, so that the ending stays.
fn shorten(name: &str) -> String {
    let fits = |text: &str| text.chars().count() <= FileName::MAX && text.len() <= FileName::MAX_BYTES;
    if fits(name) {
        return name.to_owned();
    }
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending =
        if ending.chars().count() <= 10 && !ending.is_empty() { format!(".{ending}") } else { String::new() };
    let mut short = String::new();
    for c in name.chars() {
        if !fits(&format!("{short}{c}{ending}")) {
            break;
        }
        short.push(c);
    }
    // What was in the middle may be the end now.
    short.truncate(short.trim_end_matches(is_edge).len());
    short + &ending
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn clean(raw: &str) -> String {
        FileName::clean(raw).into_string()
    }

    #[test]
    fn a_path_is_no_name() {
        for (raw, name) in [
            ("photo.jpg", "photo.jpg"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\ann\\photo.jpg", "photo.jpg"),
            ("..", "file"),
            ("", "file"),
            (".htaccess", "htaccess"),
            ("a. .", "a"),
            ("a\r\nSet-Cookie: b=c.txt", "aSet-Cookie_ b=c.txt"),
            ("in\u{202e}gpj.exe", "ingpj.exe"),
            ("a\0b.txt", "ab.txt"),
            ("a\"; filename=\"b.exe", "a_; filename=_b.exe"),
            ("Überraschung 日本.pdf", "Überraschung 日本.pdf"),
        ] {
            assert_eq!(clean(raw), name, "{raw:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let long = clean(&format!("{}.jpeg", "ü".repeat(500)));
        assert!(long.ends_with("ü.jpeg") && long.len() <= 240, "{long}");
    }

    #[test]
    fn a_name_that_was_cut_does_not_end_in_a_dot() {
        assert_eq!(clean(&format!("{} .{}", "a".repeat(148), "b".repeat(20))), "a".repeat(148));
    }

    proptest! {
        #[test]
        fn whatever_is_sent_becomes_a_name(raw in "\\PC{0,300}|.{0,300}") {
            let name = clean(&raw);
            prop_assert!(!name.is_empty() && name.chars().count() <= FileName::MAX && name.len() <= 240);
            prop_assert!(!name.contains(['/', '\\', '"', '\0', '\r', '\n']));
            prop_assert_eq!(clean(&name), name);
        }
    }
}
