use domain::{
    error::Fields,
    postal::{self, PostalAddress, Refusal},
    text::single_line,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::names::ToldBy;
use crate::{
    patch::non_null,
    problem::{FieldProblem, Problem, ProblemCode},
};

/// The most characters of a reason.
const LONGEST_REASON: usize = 200;

/// An address, in the parts that its country's format names.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "country": "DE", "recipient": "Ann Example", "street_lines": ["Beispielweg 5"], "postal_code": "10115", "locality": "Berlin"
}))]
pub(super) struct AddressInput {
    /// The country's code.
    #[validate(length(min = 2, max = 2))]
    #[schema(min_length = 2, max_length = 2)]
    country: String,
    /// Who it is for, as it stands on the doorbell or the letter box.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60)]
    recipient: String,
    /// A company or institution.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 60))]
    #[schema(nullable = false, min_length = 1, max_length = 60)]
    organization: Option<String>,
    /// Street and number, then flat, floor, c/o: 60 characters each.
    #[validate(length(min = 1, max = 3))]
    #[schema(min_items = 1, max_items = 3)]
    street_lines: Vec<StreetLine>,
    /// Suburb, townland, neighbourhood.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 60))]
    #[schema(nullable = false, min_length = 1, max_length = 60)]
    dependent_locality: Option<String>,
    /// City, town, village.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 60))]
    #[schema(nullable = false, min_length = 1, max_length = 60)]
    locality: Option<String>,
    /// State, province, county, prefecture: of the format's regions where it has any.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 60))]
    #[schema(nullable = false, min_length = 1, max_length = 60)]
    administrative_area: Option<String>,
    /// Postcode.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 16))]
    #[schema(nullable = false, min_length = 1, max_length = 16)]
    postal_code: Option<String>,
    /// What sorts the mail of large receivers.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 16))]
    #[schema(nullable = false, min_length = 1, max_length = 16)]
    sorting_code: Option<String>,
    /// What whoever brings the parcel has to know. It is not printed.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 80))]
    #[schema(nullable = false, min_length = 1, max_length = 80)]
    delivery_note: Option<String>,
    /// That the address is right although it is unusual (`address_unusual`).
    #[serde(default, rename = "override")]
    confirmed: bool,
    /// Staff say how they were told it, and have to.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    captured_via: Option<ToldBy>,
    /// Why the customer does not give it in person; staff have to say so. Never the address.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 10, max = 200))]
    #[schema(nullable = false, min_length = 10, max_length = 200)]
    reason: Option<String>,
}

/// A street line, of at most 60 characters.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(max_length = 60, example = "Beispielweg 5")]
pub(super) struct StreetLine(String);

impl AddressInput {
    /// Whether staff were told it by telephone.
    pub(super) fn is_by_phone(&self) -> bool {
        self.captured_via == Some(ToldBy::Phone)
    }

    /// Why staff write it.
    pub(super) fn reason(&self) -> Result<Option<String>, Problem> {
        let mut fields = Fields::default();
        let reason = self.reason.as_deref().map(|reason| single_line(reason, LONGEST_REASON));
        let reason = fields.take_optional("reason", reason);
        fields.check()?;
        Ok(reason)
    }

    /// The address in its canonical form.
    pub(super) fn parse(self) -> Result<(PostalAddress, postal::Quality), Problem> {
        let input = postal::AddressInput {
            country: self.country,
            recipient: self.recipient,
            organization: self.organization,
            street_lines: self.street_lines.into_iter().map(|line| line.0).collect(),
            dependent_locality: self.dependent_locality,
            locality: self.locality,
            administrative_area: self.administrative_area,
            postal_code: self.postal_code,
            sorting_code: self.sorting_code,
            delivery_note: self.delivery_note,
        };
        PostalAddress::parse(&input, self.confirmed).map_err(refused)
    }
}

fn refused(refusal: Refusal) -> Problem {
    let (code, errors) = match refusal {
        Refusal::Invalid(errors) => (ProblemCode::ValidationFailed, errors),
        Refusal::Unusual(errors) => (ProblemCode::AddressUnusual, errors),
    };
    Problem::new(code).fields(errors.into_iter().map(FieldProblem::from))
}
