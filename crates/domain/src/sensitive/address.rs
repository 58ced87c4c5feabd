use std::{ops::Range, sync::LazyLock};

use regex::Regex;

/// Street and number, then a five-digit postcode and a place.
const GERMAN: &str = r"(?x)
    \b [\p{Lu}][\p{L}.\-]* (?:\x20[\p{L}.\-]+){0,3}?
    \x20? (?i: stra(?:ß|ss)e | str\. | weg | platz | allee | gasse | ring | damm | ufer | chaussee )
    \x20? [0-9]{1,4} \x20? [a-zA-Z]? \b
    [,;\s]{1,5} (?:D-|A-|CH-)? [0-9]{4,5} \x20 \p{Lu}\p{L}+";

/// Number and street, then within a line or two a British postcode or an American ZIP code.
const ENGLISH: &str = r"(?x)
    \b [0-9]{1,5}[A-Za-z]? \x20 (?:\p{Lu}[\p{L}'.\-]*\x20){1,4}
    (?: Street | St\.? | Road | Rd\.? | Avenue | Ave\.? | Lane | Ln\.? | Drive | Dr\.? | Way | Close | Court | Ct\.?
      | Square | Sq\.? | Boulevard | Blvd\.? | Terrace | Place | Crescent | Gardens )
    \b [^0-9]{1,60}?
    (?: \b[A-Z]{1,2}[0-9][A-Z0-9]?\x20[0-9][A-Z]{2}\b | \b[0-9]{5}(?:-[0-9]{4})?\b )";

#[expect(clippy::expect_used, reason = "a constant pattern")]
static ADDRESS: LazyLock<[Regex; 2]> =
    LazyLock::new(|| [GERMAN, ENGLISH].map(|pattern| Regex::new(pattern).expect("a pattern")));

/// Postal addresses as they are written in German and English.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    ADDRESS.iter().flat_map(|pattern| pattern.find_iter(text)).map(|found| found.range()).collect()
}
