use super::{Field, PostalAddress, Territory, template::Template};
use crate::identity::Language;

impl PostalAddress {
    /// The lines of a label, as its country writes them. Sent abroad, it ends in the country's name in
    /// the sender's language.
    pub fn printed(&self, sender: Option<&str>, language: Language) -> Vec<String> {
        let Some(territory) = self.territory() else { return Vec::new() };
        let template = self.template(territory);
        let mut lines = template.fill(|field| self.shown(territory, field));
        if sender.is_none_or(|sender| !sender.eq_ignore_ascii_case(self.country)) {
            lines.push(territory.name(language).to_uppercase());
        }
        lines.iter().flat_map(|line| broken(line, Self::LABEL_WIDTH)).collect()
    }

    /// The format of the script that it is written in.
    fn template<'t>(&self, territory: &'t Territory) -> &'t Template {
        match &territory.latin_format {
            Some(latin) if self.is_latin() => latin,
            _ => &territory.format,
        }
    }

    fn is_latin(&self) -> bool {
        let written = self.street_lines.iter().chain([&self.recipient]).chain(&self.locality);
        !written
            .flat_map(|text| text.chars())
            .any(|c| c.is_alphabetic() && c > '\u{24f}' && !is_latin_extended(c))
    }

    fn shown(&self, territory: &Territory, field: Field) -> String {
        let value = match (field, self.administrative_area.as_deref()) {
            (Field::AdministrativeArea, Some(area)) => self.region(territory, area),
            _ => self.value(field),
        };
        if territory.upper.contains(&field) { value.to_uppercase() } else { value }
    }

    /// A region in the script of the address.
    fn region(&self, territory: &Territory, area: &str) -> String {
        let Some(region) = territory.region(area) else { return area.to_owned() };
        let shown = match region.latin() {
            Some(latin) if self.is_latin() => latin,
            None if territory.latin_format.is_some() && !self.is_latin() => region.name(),
            _ => region.key(),
        };
        shown.to_owned()
    }
}

/// Vietnamese and other letters of Latin script far from ASCII, and full-width ones.
const fn is_latin_extended(c: char) -> bool {
    matches!(c, '\u{1e00}'..='\u{1eff}' | '\u{2c60}'..='\u{2c7f}' | '\u{a720}'..='\u{a7ff}')
}

/// A line, broken at blanks where it is too long; a longer word stays whole.
fn broken(line: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in line.split(' ') {
        let full = lines
            .last()
            .is_some_and(|line| !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width);
        if full {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}
