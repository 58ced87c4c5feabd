use std::{ops::Range, sync::LazyLock};

use regex::Regex;

#[expect(clippy::expect_used, reason = "a constant pattern")]
static PASSWORD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)\b(?:pass(?:word|wort|wd|code|phrase)|kennwort|pwd|passcode|pin)[ \t]*[:=][ \t]*["'„“]?([^\s"'“”<]{3,100})"#)
        .expect("a pattern")
});

/// What stands behind "password:" and the like.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let words = PASSWORD.captures_iter(text).filter_map(|found| found.get(1));
    // What was taken out is no password any more.
    words.filter(|word| !word.as_str().starts_with('[')).map(|word| word.range()).collect()
}
