use std::{ops::Range, sync::LazyLock};

use regex::Regex;

#[expect(clippy::expect_used, reason = "a constant pattern")]
static IBAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b[A-Za-z]{2}[0-9]{2}(?:[ \u{a0}]?[A-Za-z0-9]{4}){2,7}(?:[ \u{a0}]?[A-Za-z0-9]{1,3})?\b")
        .expect("a pattern")
});

/// Bank account numbers (ISO 13616): by their form and their check digits.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    IBAN.find_iter(text).filter_map(|found| longest(text, found.range())).collect()
}

/// A word behind the number may look like its last group: the longest that checks is taken.
fn longest(text: &str, mut range: Range<usize>) -> Option<Range<usize>> {
    loop {
        let candidate = &text[range.clone()];
        if is_iban(candidate) {
            return Some(range);
        }
        let cut = candidate.trim_end().rfind([' ', '\u{a0}'])?;
        range.end = range.start + cut;
    }
}

fn is_iban(text: &str) -> bool {
    let signs: Vec<char> = text.chars().filter(char::is_ascii_alphanumeric).collect();
    if !(15..=34).contains(&signs.len()) {
        return false;
    }
    let remainder = signs[4..].iter().chain(&signs[..4]).try_fold(0_u32, |remainder, sign| {
        let value = sign.to_digit(36)?;
        Some(if value < 10 { (remainder * 10 + value) % 97 } else { (remainder * 100 + value) % 97 })
    });
    remainder == Some(1)
}
