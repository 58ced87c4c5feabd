use super::{
    super::{
        Field, PostalAddress, Territory,
        finding::{Finding, Findings},
        fold::fold,
        normalise::Tidy,
        post_box::is_post_box,
        smell,
    },
    CONTACT,
};
use crate::text::check_length;

/// Countries whose carriers need a number, and where nearly every house has one.
const NUMBERED: [&str; 21] = [
    "AT", "AU", "BE", "CA", "CH", "CZ", "DE", "DK", "ES", "FI", "HR", "HU", "IT", "LI", "LU", "NL", "NO",
    "PL", "SE", "SI", "US",
];

/// What is odd about the street lines.
pub(super) fn look(territory: &Territory, tidy: &Tidy, findings: &mut Findings) {
    let others: Vec<_> = [Some(tidy.recipient.as_str()), tidy.organization.as_deref()]
        .into_iter()
        .flatten()
        .chain(tidy.street_lines.iter().skip(1).map(|(_, line)| line.as_str()))
        .collect();
    for (at, line) in &tidy.street_lines {
        street_line(territory, tidy, (&format!("street_lines/{at}"), line), &others, findings);
    }
    let Some((at, _)) = tidy.street_lines.first() else { return };
    let place = format!("street_lines/{at}");
    let any = |test: &dyn Fn(&str) -> bool| tidy.street_lines.iter().any(|(_, line)| test(line));
    let is_digits =
        |line: &str| line.chars().all(|c| c.is_numeric() || c.is_whitespace() || c.is_ascii_punctuation());
    if tidy.street_lines.iter().all(|(_, line)| is_digits(line)) {
        findings.refuse(&place, Finding::InvalidFormat.rule("must hold more than digits"));
    } else if !findings.has(&place)
        && NUMBERED.contains(&territory.code())
        && !any(&|line| line.chars().any(char::is_numeric))
        && !any(&smell::says_no_number)
    {
        findings.note(&place, Finding::MissingNumber, "has no number; is there really none?");
    }
}

fn street_line(
    territory: &Territory,
    tidy: &Tidy,
    (place, line): (&str, &str),
    others: &[&str],
    findings: &mut Findings,
) {
    let max = Field::StreetLines.max_length();
    let lacks_rest = |field| territory.requires(field) && tidy.value(field).is_none();
    let is_whole = line.contains(',')
        && (line.chars().count() > max || lacks_rest(Field::PostalCode) || lacks_rest(Field::Locality));
    if is_whole && line.chars().any(char::is_numeric) {
        let detail = "looks like a whole address: give each part its own field";
        let rule = Finding::WholeAddress.rule(detail);
        if line.chars().count() > max {
            findings.refuse(place, rule);
        } else {
            findings.note(place, Finding::WholeAddress, detail);
        }
    } else if let Err(rule) = check_length(line, 0..=max) {
        findings.refuse(place, rule);
    } else if line.chars().count() > PostalAddress::LABEL_WIDTH {
        let detail =
            format!("is broken on the label, which has room for {} characters", PostalAddress::LABEL_WIDTH);
        findings.note(place, Finding::LongLine, detail);
    }
    if smell::holds_contact_detail(line) {
        findings.note(place, Finding::ContactDetail, CONTACT);
    }
    if is_post_box(line, territory.code()) {
        findings.note(place, Finding::UsesPoBox, "is a post box, where no parcel can be left");
    }
    if smell::lacks_customer_number(territory.code(), line, others) {
        let detail = "a parcel locker needs the number of its customer in the second line";
        findings.note(place, Finding::MissingCustomerNumber, detail);
    }
    if holds_rest(tidy, line) {
        let detail = "seems to hold the postcode, which has a field of its own: a proposal moves it there";
        findings.note(place, Finding::HoldsPostalCode, detail);
    }
}

/// Whether a street line also says postcode and city.
fn holds_rest(tidy: &Tidy, line: &str) -> bool {
    let (Some(code), Some(city)) = (tidy.postal_code.as_deref(), tidy.locality.as_deref()) else {
        return false;
    };
    let has_code = line.split(|c: char| !c.is_alphanumeric()).any(|word| word == code);
    has_code && fold(line).contains(&fold(city))
}
