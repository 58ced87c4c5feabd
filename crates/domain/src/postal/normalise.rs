use unicode_normalization::UnicodeNormalization;

use super::{AddressInput, Field, PostalAddress, Territory, finding::Findings};
use crate::{error::Rule, text::check_length};

/// An address in tidy form: each part on one line, blanks single, what is empty absent.
pub(super) struct Tidy {
    pub(super) recipient: String,
    pub(super) organization: Option<String>,
    /// With the place at which it was sent.
    pub(super) street_lines: Vec<(usize, String)>,
    pub(super) dependent_locality: Option<String>,
    pub(super) locality: Option<String>,
    pub(super) administrative_area: Option<String>,
    pub(super) postal_code: Option<String>,
    pub(super) sorting_code: Option<String>,
    pub(super) delivery_note: Option<String>,
}

impl Tidy {
    /// Tidies what was sent; what has control characters or is too long is noted.
    pub(super) fn of(input: &AddressInput, territory: &Territory, findings: &mut Findings) -> Self {
        let mut optional = |value: Option<&str>, field: Field| {
            let value = tidy(value?, field.name(), findings);
            if let Err(rule) = field.check_length(&value) {
                findings.refuse(field.name(), rule);
            }
            Some(value).filter(|value| !value.is_empty())
        };
        let recipient = optional(Some(&input.recipient), Field::Recipient).unwrap_or_default();
        let organization = optional(input.organization.as_deref(), Field::Organization);
        let dependent_locality = optional(input.dependent_locality.as_deref(), Field::DependentLocality);
        let locality = optional(input.locality.as_deref(), Field::Locality);
        let area = optional(input.administrative_area.as_deref(), Field::AdministrativeArea);
        let postal_code = optional(input.postal_code.as_deref(), Field::PostalCode);
        let sorting_code = optional(input.sorting_code.as_deref(), Field::SortingCode);
        let delivery_note = input.delivery_note.as_deref().map(|note| tidy(note, "delivery_note", findings));
        if let Some(Err(rule)) =
            delivery_note.as_deref().map(|note| check_length(note, 0..=PostalAddress::MAX_NOTE))
        {
            findings.refuse("delivery_note", rule);
        }
        Self {
            recipient,
            organization,
            street_lines: street_lines(&input.street_lines, findings),
            dependent_locality,
            locality,
            administrative_area: area.map(|area| as_key(territory, area)),
            postal_code: postal_code.map(|code| postcode(territory, &code)),
            sorting_code,
            delivery_note: delivery_note.filter(|note| !note.is_empty()),
        }
    }

    /// The value of a part other than the street lines.
    pub(super) fn value(&self, field: Field) -> Option<&str> {
        match field {
            Field::Recipient => Some(self.recipient.as_str()).filter(|value| !value.is_empty()),
            Field::Organization => self.organization.as_deref(),
            Field::StreetLines => self.street_lines.first().map(|(_, line)| line.as_str()),
            Field::DependentLocality => self.dependent_locality.as_deref(),
            Field::Locality => self.locality.as_deref(),
            Field::AdministrativeArea => self.administrative_area.as_deref(),
            Field::PostalCode => self.postal_code.as_deref(),
            Field::SortingCode => self.sorting_code.as_deref(),
        }
    }
}

fn street_lines(sent: &[String], findings: &mut Findings) -> Vec<(usize, String)> {
    if sent.len() > PostalAddress::MAX_LINES {
        let detail = format!("must have at most {} items", PostalAddress::MAX_LINES);
        findings.refuse(Field::StreetLines.name(), Rule::new("too_long", detail));
    }
    let mut lines = Vec::new();
    for (at, line) in sent.iter().take(PostalAddress::MAX_LINES).enumerate() {
        let line = tidy(line, &format!("street_lines/{at}"), findings);
        if !line.is_empty() {
            lines.push((at, line));
        }
    }
    lines
}

/// NFC, on one line, single blanks, without what nobody sees.
fn tidy(raw: &str, field: &str, findings: &mut Findings) -> String {
    if raw.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
        let detail = "must be one line without control characters";
        findings.refuse(field, Rule::new("control_character", detail));
    }
    let visible: String = raw.nfc().filter(|c| !is_invisible(*c)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Marks of direction and width that come along when text is copied. Joiners stay: scripts need them.
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// The region's key, if the list has it under any name.
fn as_key(territory: &Territory, typed: String) -> String {
    territory.region(&typed).map_or(typed, |region| region.key().to_owned())
}

/// The canonical postcode, or what was typed, in capitals.
fn postcode(territory: &Territory, typed: &str) -> String {
    let canonical = territory.postcode().and_then(|rule| rule.canonical(typed, territory.code()));
    canonical.unwrap_or_else(|| super::postcode::tidy(typed))
}
