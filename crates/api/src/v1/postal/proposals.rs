use domain::{
    Error,
    error::{FieldError, Rule},
    postal::{AddressInput, propose, territory},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::{
    extract::{Json, Path},
    problem::Problem,
    v1::answer::Answer,
};

/// A whole address, as it was pasted.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "text": "Ann Example, 12 Example Road, Reno, NV 89501" }))]
pub(super) struct PastedAddress {
    /// The text, with its commas or line breaks.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    text: String,
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
/// Proposes which piece of a text belongs to which part of an address of the country. Nothing is kept.
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
    let Some(proposal) = propose(territory, &value.text) else {
        let rule = Rule::new("not_understood", "must say street and city, apart from each other");
        return Err(Error::invalid(FieldError::at("text", rule)).into());
    };
    Ok(Answer::ok(proposal.into()))
}
