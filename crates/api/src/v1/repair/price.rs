use axum::extract::State;
use domain::{
    error::Fields,
    id::RepairId,
    repair::{self, Line},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{
    quote::{RepairQuoteLineInput, parse_lines},
    shape::Repair,
};
use crate::{
    App,
    auth::Caller,
    extract::{IfMatch, Json, Path},
    problem::Problem,
    v1::answer::Answer,
};

/// What a repair came to, in the currency of its quote.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "lines": [{ "kind": "labour", "text": "Replace fader 3", "quantity_milli": 1000, "unit_minor": 6000, "tax_rate": 1900 }]
}))]
pub(super) struct RepairFinalPriceInput {
    /// What is paid for; none, if nothing is.
    #[validate(length(max = 100), nested)]
    #[schema(max_items = 100)]
    lines: Vec<RepairQuoteLineInput>,
}

impl RepairFinalPriceInput {
    fn parse(self) -> Result<Vec<Line>, Problem> {
        let mut fields = Fields::default();
        let lines = parse_lines(self.lines, "lines", &mut fields);
        fields.check()?;
        Ok(lines)
    }
}

/// Write down what a repair came to
///
/// After the work, where the customer has approved a maximum; without it the device does not leave. More than the
/// maximum takes another quote, and the customer's approval of it. It can be written down again until the device leaves;
/// the customer reads it with the quote.
#[utoipa::path(
    put,
    path = "/repairs/{repair_id}/final-price",
    operation_id = "putRepairFinalPrice",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), IfMatch),
    request_body = RepairFinalPriceInput,
    responses(
        (status = 200, description = "The repair.", body = Repair,
            headers(("ETag" = String, description = "The new version."))),
        (status = 409, description = "No maximum was approved, the work is not done, or the device has left.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn put_repair_final_price(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json { value, .. }: Json<RepairFinalPriceInput>,
) -> Result<Answer<Repair>, Problem> {
    let cx = app.ctx(actor);
    let lines = value.parse()?;
    let mut tx = app.store().begin().await?;
    let id = RepairId::from_uuid(id);
    let case = repair::put_final_price(&mut *tx, &cx, id, if_match.expected(), lines).await?;
    let shown = Repair::show(&mut *tx, &cx, &case).await?;
    tx.commit().await?;
    let version = shown.version();
    Ok(Answer::ok(shown).version(version))
}
