//! What people type into the wrong field.

use std::sync::LazyLock;

use regex::Regex;

const EMAIL: &str = r"[^\s@]+@[^\s@]+\.[^\s@]+";

/// A plus or a word before it, or a long row of digits that begins with the trunk's zero.
const PHONE: &str = r"(?xi)
    \+ \s? [0-9] (?: [\s()/.\-]? [0-9] ){7,}
    | \b (?: tel | phone | telefon | fon | mobil | mobile | handy ) \.? :? \s? \(? [0-9] (?: [\s()/.\-]{0,2} [0-9] ){5,}
    | \b 0 [0-9]{2,4} [\s/\-] [0-9]{3} (?: [\s\-]? [0-9] ){3,}";

#[expect(clippy::expect_used, reason = "constant patterns")]
static CONTACT: LazyLock<[Regex; 2]> =
    LazyLock::new(|| [EMAIL, PHONE].map(|pattern| Regex::new(pattern).expect("a pattern")));

/// Whether the text holds an e-mail address or a telephone number.
pub(super) fn holds_contact_detail(text: &str) -> bool {
    CONTACT.iter().any(|pattern| pattern.is_match(text))
}

/// Whether a postcode is one that nobody has: what a form gets that insists on one.
pub(super) fn is_placeholder(code: &str) -> bool {
    let plain: String = code.chars().filter(|c| c.is_alphanumeric()).collect();
    matches!(plain.as_str(), "" | "NA" | "NONE" | "NULL" | "KEINE" | "X" | "XX" | "XXX")
        || is_repeated_zero(&plain)
}

fn is_repeated_zero(plain: &str) -> bool {
    plain.chars().all(|c| c == '0')
}

/// Whether the text says that there is no number.
pub(super) fn says_no_number(line: &str) -> bool {
    let line = line.to_lowercase();
    ["s/n", "s/nº", " sn", "s.n.", "o. nr", "o.nr", "ohne nr", "ohne hausnummer", "bez čp", "b/n"]
        .iter()
        .any(|sign| line.contains(sign))
}

/// Where a locker's customer is known by a number, and where that number stands.
pub(super) fn lacks_customer_number(country: &str, line: &str, others: &[&str]) -> bool {
    let line = line.to_lowercase();
    let is_locker = country == "DE" && (line.starts_with("packstation") || line.starts_with("postfiliale"));
    let has_number = |text: &&str| text.chars().filter(char::is_ascii_digit).count() >= 6;
    is_locker && !others.iter().any(has_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_are_told_from_numbers_of_houses() {
        for contact in ["ann@example.org", "c/o +49 30 901820", "Tel. 030/901820", "030 901 8200"] {
            assert!(holds_contact_detail(contact), "{contact}");
        }
        for ordinary in
            ["1-2-3 Marunouchi", "Calle 100 # 19-54 of 1201", "Apt 1204", "Block 0123, 4/F", "Plot 001 002"]
        {
            assert!(!holds_contact_detail(ordinary), "{ordinary}");
        }
    }
}
