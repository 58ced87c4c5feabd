use std::{ops::Range, sync::LazyLock};

use regex::Regex;

/// Digits in the groups that cards are written in; what stands around them is looked at separately.
#[expect(clippy::expect_used, reason = "a constant pattern")]
static DIGITS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"[0-9]{4}(?:[ -]?[0-9]{4}){2}[ -]?[0-9]{1,4}(?:[ -]?[0-9]{3})?|[0-9]{4}[ -]?[0-9]{6}[ -]?[0-9]{4,5}",
    )
    .expect("a pattern")
});

/// What masking leaves of them.
#[expect(clippy::expect_used, reason = "a constant pattern")]
static MASKED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"•(?:[ -]?•){9,14}(?:[ -]?[0-9]){4}").expect("a pattern"));

/// Payment cards that were masked.
pub(super) fn find_masked(text: &str) -> Vec<Range<usize>> {
    MASKED.find_iter(text).map(|found| found.range()).collect()
}

/// Masks payment cards: all digits but the last four. Returns nothing if there are none.
pub fn mask_cards(text: &str) -> Option<String> {
    let (mut masked, mut rest_from) = (String::new(), 0);
    for found in DIGITS.find_iter(text) {
        let stands_alone = !touches_a_word(text, found.start(), found.end());
        if stands_alone && is_card(found.as_str()) {
            masked.push_str(&text[rest_from..found.start()]);
            masked.push_str(&mask(found.as_str()));
            rest_from = found.end();
        }
    }
    if rest_from == 0 {
        return None;
    }
    masked.push_str(&text[rest_from..]);
    Some(masked)
}

/// A part of a longer number or of a name, such as a serial number, is no card.
fn touches_a_word(text: &str, start: usize, end: usize) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '#' | '+');
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    before.is_some_and(is_word) || after.is_some_and(is_word)
}

fn mask(number: &str) -> String {
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let mut seen = 0;
    number
        .chars()
        .map(|c| {
            seen += usize::from(c.is_ascii_digit());
            if c.is_ascii_digit() && seen + 4 <= digits { '•' } else { c }
        })
        .collect()
}

fn is_card(number: &str) -> bool {
    let digits: Vec<u8> = number.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
    let first = |count: usize| digits.iter().take(count).fold(0_u32, |n, digit| n * 10 + u32::from(*digit));
    let (two, three, four) = (first(2), first(3), first(4));
    let is_issued = match digits.len() {
        // Diners Club.
        14 => matches!(three, 300..=305) || matches!(two, 36 | 38 | 39),
        // American Express.
        15 => matches!(two, 34 | 37),
        // Visa, Mastercard, Discover, JCB, UnionPay, Maestro, girocard.
        16..=19 => {
            two / 10 == 4
                || matches!(two, 51..=55 | 62 | 65)
                || matches!(three, 644..=649)
                || matches!(four, 2221..=2720 | 3528..=3589 | 5018 | 5020 | 5038 | 5893 | 6011 | 6304 | 6759 | 6761..=6763 | 6799)
        }
        _ => false,
    };
    is_issued && passes_luhn(&digits)
}

fn passes_luhn(digits: &[u8]) -> bool {
    let doubled = |digit: u8| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| u32::from(if at % 2 == 1 { doubled(*digit) } else { *digit }))
        .sum();
    sum.is_multiple_of(10)
}
