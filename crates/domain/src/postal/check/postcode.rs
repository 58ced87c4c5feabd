use super::super::{
    Field, PostcodeRule, Region, Territory,
    finding::{Finding, Findings},
    normalise::Tidy,
    postcode::{country_of_prefix, whole},
    smell, territory,
};

const BEGINS_WITH_CODE: &str =
    "seems to begin with the postcode, which has a field of its own: a proposal moves it there";

/// What is odd about the postcode, and about where one stands.
pub(super) fn look(territory: &Territory, region: Option<&Region>, tidy: &Tidy, findings: &mut Findings) {
    let Some(rule) = territory.postcode() else { return };
    let name = Field::PostalCode.name();
    let Some(code) = tidy.postal_code.as_deref() else {
        if tidy.locality.as_deref().is_some_and(|city| first_code(territory, city).is_some()) {
            findings.note(Field::Locality.name(), Finding::HoldsPostalCode, BEGINS_WITH_CODE);
        }
        return;
    };
    let own = region.and_then(Region::own_pattern).and_then(whole);
    if !own.map_or_else(|| rule.fits(code), |own| own.is_match(code)) {
        let meant = others_that_fit(territory, code);
        if meant.is_empty() {
            let detail = format!(
                "does not look like a postcode of this country, such as {}",
                example(rule.examples())
            );
            findings.note(name, Finding::InvalidFormat, detail);
        } else {
            let detail = format!("is no postcode of this country; did you mean {}?", meant.join(", "));
            findings.note("country", Finding::MismatchingCountry, detail);
        }
    } else if smell::is_placeholder(code) && !is_example(rule, region, code) {
        findings.note(name, Finding::UnknownValue, "looks like a number that stands for none");
    } else if region.is_some_and(|region| !region.may_hold(code)) && lies_in_another(territory, code) {
        findings.note(name, Finding::MismatchingValue, "lies in another region");
    }
    let repeats = |city: &str| first_code(territory, city).as_deref() == Some(code);
    if tidy.locality.as_deref().is_some_and(repeats) {
        findings.note(Field::Locality.name(), Finding::HoldsPostalCode, BEGINS_WITH_CODE);
    }
}

/// The data knows not of every postcode where it lies.
fn lies_in_another(territory: &Territory, code: &str) -> bool {
    territory.regions().iter().any(|region| region.may_hold(code))
}

/// Whether the data names it as a postcode.
fn is_example(rule: &PostcodeRule, region: Option<&Region>, code: &str) -> bool {
    rule.examples().iter().chain(region.into_iter().flat_map(Region::examples)).any(|example| example == code)
}

fn example(examples: &[String]) -> &str {
    examples.first().map_or("", String::as_str)
}

/// The postcode that a text begins with, in its canonical form: of one word, or of two.
fn first_code(territory: &Territory, text: &str) -> Option<String> {
    let rule = territory.postcode()?;
    let words: Vec<_> = text.split_whitespace().collect();
    let candidates = [words.first().map(|word| (*word).to_owned()), words.get(..2).map(<[&str]>::concat)];
    let has_digit = |candidate: &String| candidate.chars().any(|c| c.is_ascii_digit());
    candidates
        .into_iter()
        .flatten()
        .filter(has_digit)
        .find_map(|candidate| rule.canonical(&candidate, territory.code()))
}

/// Countries that are mixed up, because a form proposed the one and the customer lives in the other.
const NEIGHBOURS: &[(&str, &[&str])] = &[
    ("DE", &["AT", "CH", "LU", "NL", "PL", "BE", "DK", "CZ"]),
    ("AT", &["DE", "CH", "IT", "HU", "SI", "CZ"]),
    ("CH", &["DE", "FR", "IT", "AT", "LI"]),
    ("NL", &["BE", "DE"]),
    ("BE", &["NL", "FR", "LU", "DE"]),
    ("FR", &["BE", "CH", "LU", "GB"]),
    ("GB", &["IE", "JE", "GG", "IM", "US"]),
    ("IE", &["GB"]),
    ("US", &["CA", "GB", "MX"]),
    ("CA", &["US"]),
    ("ES", &["PT"]),
    ("PT", &["ES"]),
];

/// The countries whose postcodes are written in no other way, so that one tells its own.
const DISTINCT: [&str; 8] = ["GB", "CA", "NL", "IE", "PL", "PT", "BR", "JP"];

/// The countries that are probably meant, the likeliest first.
fn others_that_fit(territory: &Territory, code: &str) -> Vec<&'static str> {
    if let Some((country, rest)) = country_of_prefix(code)
        && country != territory.code()
        && fits(country, &rest)
    {
        return vec![country];
    }
    let near = NEIGHBOURS.iter().find(|(of, _)| *of == territory.code()).map_or(&[][..], |(_, near)| near);
    let mut meant: Vec<_> = near.iter().copied().filter(|country| fits(country, code)).collect();
    meant.extend(DISTINCT.into_iter().filter(|country| *country != territory.code() && fits(country, code)));
    let mut seen = Vec::new();
    meant.retain(|country| {
        !seen.contains(country) && {
            seen.push(*country);
            true
        }
    });
    meant.truncate(3);
    meant
}

fn fits(country: &str, code: &str) -> bool {
    let rule = territory(country).and_then(Territory::postcode);
    rule.is_some_and(|rule| rule.canonical(code, country).is_some())
}
