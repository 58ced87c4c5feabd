//! Post boxes in twenty languages, after libaddressinput's `post_box_matchers.cc`.

use std::sync::LazyLock;

use regex::Regex;

/// Names that mean a post box wherever they stand.
const EVERYWHERE: &str = r#"(?ix)
    \bp\.?\s?o\.?\s?box\b | \bprivate\ bag\b | \bpost(?:al)?\ ?box\b | \bpostfach\b | \bpostboks\b | \bpostbus\b
    | \bpostilokero\b | \bbo[iî]te\ postale\b | \b(?:apartado|casillas?)\ (?:de\ )?(?:correos?|postal)\b
    | \bskr(?:\.|ytka)\ ?poczt(?:\.|owa) | \bpostafi[oó]k\b | абонентский\ ящик | \b[аa]["/]?\ ?я(?:щик)?\ ?[0-9]
    | 私書箱[0-9]{1,5}号 | 郵政信箱.{1,5}號 | 郵局第.{1,10}號信箱 | صندوق\ بريد | ص[-.\ ]ب | \bcasella\ postale\b"#;

/// Short names that mean something else elsewhere.
const BY_COUNTRY: &[(&[&str], &str)] = &[
    (&["CZ", "SK", "HR", "SI"], r"(?i)\bp\.? ?p\.? ?[0-9]"),
    (&["FI", "AX"], r"(?i)\bp\.?l\.? [0-9]"),
    (&["HU"], r"(?i)\bpf\.? ?[0-9]"),
    (
        &["FR", "BE", "LU", "MC", "CH", "GF", "GP", "MQ", "RE", "NC", "PF", "SN", "CI", "MA", "TN"],
        r"(?i)\b(?:bp|b\.p\.|cs) ?[0-9]",
    ),
    (&["SE"], r"(?i)\bbox [0-9]"),
    (&["GR", "CY"], r"(?i)\b[tτ]\.? ?θ\.? ?[0-9]"),
    (&["PT", "ES", "AO", "MZ"], r"(?i)\bapartado\b"),
    (&["NL"], r"(?i)\bantwoordnummer\b"),
];

#[expect(clippy::expect_used, reason = "constant patterns")]
static COMMON: LazyLock<Regex> = LazyLock::new(|| Regex::new(EVERYWHERE).expect("a pattern"));

#[expect(clippy::expect_used, reason = "constant patterns")]
static OWN: LazyLock<Vec<(&[&str], Regex)>> = LazyLock::new(|| {
    let compiled = |(countries, pattern): &(&'static [&'static str], &str)| {
        (*countries, Regex::new(pattern).expect("a pattern"))
    };
    BY_COUNTRY.iter().map(compiled).collect()
});

/// Whether a line of this country names a post box.
pub(super) fn is_post_box(line: &str, country: &str) -> bool {
    let own = || OWN.iter().filter(|(countries, _)| countries.contains(&country));
    COMMON.is_match(line) || own().any(|(_, pattern)| pattern.is_match(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_known_in_many_languages() {
        for (country, line) in [
            ("GB", "P.O. Box 12"),
            ("US", "PO BOX 7"),
            ("DE", "Postfach 10 20 30"),
            ("FR", "BP 40"),
            ("NL", "Postbus 9"),
            ("SE", "Box 1234"),
            ("FI", "PL 5"),
            ("ES", "Apartado de correos 3"),
            ("RU", "а/я 15"),
            ("JP", "私書箱12号"),
            ("PL", "skrytka pocztowa 4"),
            ("HU", "Pf. 8"),
            ("GR", "Τ.Θ. 51"),
        ] {
            assert!(is_post_box(line, country), "{line}");
        }
        for (country, line) in
            [("DE", "Boxberger Str. 3"), ("GB", "Box 12"), ("DE", "Am Postplatz 4"), ("US", "12 PL 5")]
        {
            assert!(!is_post_box(line, country), "{line}");
        }
    }
}
