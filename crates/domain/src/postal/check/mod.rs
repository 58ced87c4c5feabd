mod postcode;
mod street;

use super::{
    AddressInput, Field, PostalAddress, Region, Territory,
    finding::{Finding, Findings},
    normalise::Tidy,
    smell, territory,
};
use crate::error::FieldError;

/// How sure an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quality {
    /// Nothing was found.
    Valid,
    /// Something is unusual, and was confirmed.
    Overridden,
}

/// Why an address was not taken.
#[derive(Debug)]
pub enum Refusal {
    /// It cannot be right.
    Invalid(Vec<FieldError>),
    /// It may well be right, but is unusual: it is taken when confirmed.
    Unusual(Vec<FieldError>),
}

impl PostalAddress {
    /// Takes what was typed, in its canonical form. What is only unusual is taken if `confirmed`.
    pub fn parse(input: &AddressInput, confirmed: bool) -> Result<(Self, Quality), Refusal> {
        let Some(territory) = territory(&input.country) else {
            let detail = "must be the code of a country that mail goes to, such as DE";
            return Err(Refusal::Invalid(vec![FieldError::at(
                "country",
                Finding::UnknownValue.rule(detail),
            )]));
        };
        let mut findings = Findings::default();
        let mut tidy = Tidy::of(input, territory, &mut findings);
        drop_placeholder(&mut tidy, territory);
        look(territory, &tidy, &mut findings);
        if !findings.refused.is_empty() {
            findings.refused.extend(findings.unusual);
            return Err(Refusal::Invalid(findings.refused));
        }
        let is_usual = findings.unusual.is_empty();
        if !is_usual && !confirmed {
            return Err(Refusal::Unusual(findings.unusual));
        }
        let quality = if is_usual { Quality::Valid } else { Quality::Overridden };
        Ok((Self::of(territory, tidy), quality))
    }

    fn of(territory: &'static Territory, tidy: Tidy) -> Self {
        Self {
            country: territory.code(),
            recipient: tidy.recipient,
            organization: tidy.organization,
            street_lines: tidy.street_lines.into_iter().map(|(_, line)| line).collect(),
            dependent_locality: tidy.dependent_locality,
            locality: tidy.locality,
            administrative_area: tidy.administrative_area,
            postal_code: tidy.postal_code,
            sorting_code: tidy.sorting_code,
            delivery_note: tidy.delivery_note,
        }
    }
}

/// What was typed only because some form insisted is as good as nothing.
fn drop_placeholder(tidy: &mut Tidy, territory: &Territory) {
    let is_code = |code: &str| territory.postcode().is_some_and(|rule| rule.fits(code));
    tidy.postal_code.take_if(|code| smell::is_placeholder(code) && !is_code(code));
}

fn look(territory: &Territory, tidy: &Tidy, findings: &mut Findings) {
    let region = tidy.administrative_area.as_deref().and_then(|called| territory.region(called));
    presence(territory, region, tidy, findings);
    for field in [Field::Recipient, Field::Organization, Field::DependentLocality, Field::Locality] {
        if tidy.value(field).is_some_and(smell::holds_contact_detail) {
            findings.note(field.name(), Finding::ContactDetail, CONTACT);
        }
    }
    let area_is_unknown =
        tidy.administrative_area.is_some() && region.is_none() && !territory.regions().is_empty();
    if area_is_unknown && territory.has(Field::AdministrativeArea) {
        let detail = "stands in no list of the country's regions";
        findings.note(Field::AdministrativeArea.name(), Finding::UnknownValue, detail);
    }
    postcode::look(territory, region, tidy, findings);
    street::look(territory, tidy, findings);
}

const CONTACT: &str = "must hold no e-mail address and no telephone number";

/// What is missing, and what the country does not know.
fn presence(territory: &Territory, region: Option<&Region>, tidy: &Tidy, findings: &mut Findings) {
    for field in Field::ALL {
        let is_there = tidy.value(field).is_some();
        if is_there && !territory.has(field) {
            findings.note(field.name(), Finding::UnexpectedField, "is no part of addresses of this country");
        } else if !is_there && territory.requires_in(field, region) && !findings.has(field.name()) {
            findings.note(
                field.name(),
                Finding::MissingRequiredField,
                "is needed in addresses of this country",
            );
        }
    }
}

impl From<Refusal> for Vec<FieldError> {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Invalid(errors) | Refusal::Unusual(errors) => errors,
        }
    }
}
