use super::{Field, Territory};
use crate::identity::Language;

impl Territory {
    /// What people of the country call a field.
    pub fn label(&self, field: Field, language: Language) -> &'static str {
        let (en, de) = match field {
            Field::Recipient => ("Name", "Name"),
            Field::Organization => ("Company", "Firma"),
            Field::StreetLines => ("Street and number", "Straße und Hausnummer"),
            Field::SortingCode => ("Sorting code", "Sortiercode"),
            Field::DependentLocality => part_of_city(&self.labels.dependent),
            Field::Locality => city(&self.labels.locality),
            Field::AdministrativeArea => area(&self.labels.area),
            Field::PostalCode => code(&self.labels.zip),
        };
        match language {
            Language::En => en,
            Language::De => de,
        }
    }
}

/// What a field is for, where its name does not say all: a doorbell with another name loses parcels.
pub const fn hint(field: Field, language: Language) -> Option<&'static str> {
    match (field, language) {
        (Field::StreetLines, Language::En) => {
            Some("Then flat, floor, c/o, and the name on the doorbell if it is another.")
        }
        (Field::StreetLines, Language::De) => {
            Some("Dann Wohnung, Stockwerk, c/o und der Name an der Klingel, falls er ein anderer ist.")
        }
        _ => None,
    }
}

fn part_of_city(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "district" => ("District", "Bezirk"),
        "neighborhood" => ("Neighbourhood", "Viertel"),
        "townland" => ("Townland", "Townland"),
        "village_township" => ("Village or township", "Dorf oder Gemeinde"),
        _ => ("Suburb", "Ortsteil"),
    }
}

fn city(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "district" => ("District", "Bezirk"),
        "post_town" => ("Town or city", "Postort"),
        "suburb" => ("Suburb", "Ort"),
        _ => ("City", "Ort"),
    }
}

fn area(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "area" => ("Area", "Gebiet"),
        "county" => ("County", "Grafschaft"),
        "department" => ("Department", "Departamento"),
        "district" => ("District", "Distrikt"),
        "do_si" => ("Do/Si", "Do/Si"),
        "emirate" => ("Emirate", "Emirat"),
        "island" => ("Island", "Insel"),
        "oblast" => ("Oblast", "Oblast"),
        "parish" => ("Parish", "Gemeinde"),
        "prefecture" => ("Prefecture", "Präfektur"),
        "state" => ("State", "Bundesstaat"),
        _ => ("Province", "Provinz"),
    }
}

fn code(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "eircode" => ("Eircode", "Eircode"),
        "pin" => ("PIN code", "PIN-Code"),
        "zip" => ("ZIP code", "ZIP-Code"),
        _ => ("Postcode", "Postleitzahl"),
    }
}
