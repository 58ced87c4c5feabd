use domain::{
    Error,
    error::{FieldError, Rule},
    postal::{AddressInput, move_to_own_fields, propose, territory},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::{
    extract::{Json, Path},
    patch::non_null,
    problem::Problem,
    v1::answer::Answer,
};

/// A whole address as it was pasted, or the parts that were typed: one of both.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "text": "Ann Example, 12 Example Road, Reno, NV 89501" }))]
pub(super) struct PastedAddress {
    /// The text, with its commas or line breaks.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 500))]
    #[schema(nullable = false, min_length = 1, max_length = 500)]
    text: Option<String>,
    /// Parts of which one may stand in the field of another (`holds_postal_code`).
    #[serde(default, deserialize_with = "non_null")]
    #[validate(nested)]
    #[schema(nullable = false)]
    parts: Option<TypedParts>,
}

/// What was typed into the fields of a form.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "street_lines": ["Beispielweg 5"], "locality": "10115 Berlin" }))]
pub(super) struct TypedParts {
    /// Street and number, then flat, floor, c/o.
    #[validate(length(min = 1, max = 3))]
    #[schema(min_items = 1, max_items = 3)]
    street_lines: Vec<TypedLine>,
    /// City, town, village.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 60))]
    #[schema(nullable = false, min_length = 1, max_length = 60)]
    locality: Option<String>,
    /// Postcode.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 16))]
    #[schema(nullable = false, min_length = 1, max_length = 16)]
    postal_code: Option<String>,
}

/// A street line, in which a whole address fits.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(max_length = 500, example = "Beispielweg 5, 10115 Berlin")]
pub(super) struct TypedLine(String);

/// The most characters of a typed line.
const LONGEST: usize = 500;

impl TypedParts {
    fn into_input(self, country: &str) -> Result<AddressInput, Error> {
        let too_long = |(at, line): (usize, &TypedLine)| {
            let rule = || Rule::new("too_long", format!("must have at most {LONGEST} characters"));
            (line.0.chars().count() > LONGEST)
                .then(|| FieldError::at(&format!("parts/street_lines/{at}"), rule()))
        };
        let faults: Vec<_> = self.street_lines.iter().enumerate().filter_map(too_long).collect();
        if !faults.is_empty() {
            return Err(Error::Invalid(faults));
        }
        Ok(AddressInput {
            country: country.to_owned(),
            street_lines: self.street_lines.into_iter().map(|line| line.0).collect(),
            locality: self.locality,
            postal_code: self.postal_code,
            ..AddressInput::default()
        })
    }
}

/// An address as it was understood. Nothing of it is kept: whoever sent it confirms it by sending it as an address.
#[derive(Serialize, ToSchema)]
pub(super) struct AddressProposal {
    /// The country.
    #[schema(example = "US")]
    country: String,
    /// Who it is for; `null` if that was not said.
    #[schema(required)]
    recipient: Option<String>,
    /// Street and number, and what else stood there.
    street_lines: Vec<String>,
    /// The city.
    #[schema(required)]
    locality: Option<String>,
    /// The region.
    #[schema(required)]
    administrative_area: Option<String>,
    /// The postcode, in its canonical form.
    #[schema(required)]
    postal_code: Option<String>,
}

impl From<AddressInput> for AddressProposal {
    fn from(input: AddressInput) -> Self {
        Self {
            country: input.country,
            recipient: Some(input.recipient).filter(|recipient| !recipient.is_empty()),
            street_lines: input.street_lines,
            locality: input.locality,
            administrative_area: input.administrative_area,
            postal_code: input.postal_code,
        }
    }
}

/// Take a pasted address apart
///
/// Proposes which piece of a text belongs to which part of an address of the country, or moves postcode and city that
/// were typed into another field to their own. Nothing is kept.
#[utoipa::path(
    post,
    path = "/address-formats/{country}/proposals",
    operation_id = "proposeAddress",
    tag = "Addresses",
    params(("country" = String, Path, description = "The country's code, in capitals or not.", example = "US", min_length = 2, max_length = 2)),
    request_body = PastedAddress,
    responses((status = 200, description = "What was understood.", body = AddressProposal))
)]
pub(super) async fn propose_address(
    Path(country): Path<String>,
    Json { value, .. }: Json<PastedAddress>,
) -> Result<Answer<AddressProposal>, Problem> {
    let territory = territory(&country).ok_or(Error::NotFound("country"))?;
    let proposal = match (value.text, value.parts) {
        (Some(text), None) => propose(territory, &text).ok_or_else(|| {
            let rule = Rule::new("not_understood", "must say street and city, apart from each other");
            Error::invalid(FieldError::at("text", rule))
        })?,
        (None, Some(parts)) => move_to_own_fields(territory, parts.into_input(territory.code())?),
        _ => {
            let rule = Rule::new("one_of_both", "must be given, or parts, and not both");
            return Err(Error::invalid(FieldError::at("text", rule)).into());
        }
    };
    Ok(Answer::ok(proposal.into()))
}
