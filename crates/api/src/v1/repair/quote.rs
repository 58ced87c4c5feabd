use axum::extract::State;
use domain::{
    error::Fields,
    id::{AccountId, RepairId},
    money::Currency,
    repair::{self, FinalPrice, Line, LineText, NewQuote, Quote, Sums, Viewer},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{
    decision::RepairDecisionProof,
    names::{RepairQuoteLineKind, RepairQuoteStatus},
};
use crate::{
    App, auth::Caller, extract::Path, patch::non_null, problem::Problem, timestamp::Timestamp,
    v1::answer::Answer,
};

/// What the repair costs.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "currency": "EUR",
    "lines": [{ "kind": "labour", "text": "Replace fader 3", "quantity_milli": 1500, "unit_minor": 6000, "tax_rate": 1900 }],
    "maximum": false,
    "days_needed": 5,
    "decline_fee_minor": 0,
    "valid_until": "2026-12-22T00:00:00.000Z"
}))]
pub(super) struct RepairQuoteInput {
    /// The currency of all amounts, by ISO 4217.
    #[validate(length(min = 3, max = 3))]
    #[schema(min_length = 3, max_length = 3, pattern = "^[A-Z]{3}$")]
    currency: String,
    /// What is paid for.
    #[validate(length(min = 1, max = 100), nested)]
    #[schema(min_items = 1, max_items = 100)]
    lines: Vec<RepairQuoteLineInput>,
    /// Whether the sum is the most it can become, rather than what it is.
    maximum: bool,
    /// How many days the repair takes.
    #[validate(range(min = 0, max = 1000))]
    #[schema(minimum = 0, maximum = 1000)]
    days_needed: i32,
    /// What the customer pays who declines.
    #[validate(range(min = 0, max = 1_000_000_000))]
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    decline_fee_minor: i64,
    /// Until when it can be approved: within the next 365 days.
    valid_until: Timestamp,
}

/// One line of a quote.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "kind": "labour", "text": "Replace fader 3", "quantity_milli": 1500, "unit_minor": 6000, "tax_rate": 1900 }))]
pub(super) struct RepairQuoteLineInput {
    /// What kind of thing.
    kind: RepairQuoteLineKind,
    /// What it is.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    text: String,
    /// How much of it, in thousandths.
    #[validate(range(min = 1, max = 10_000_000))]
    #[schema(minimum = 1, maximum = 10_000_000)]
    quantity_milli: i64,
    /// The price of one, without tax; a discount's is taken off.
    #[validate(range(min = 0, max = 1_000_000_000))]
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    unit_minor: i64,
    /// The tax, in hundredths of a percent.
    #[validate(range(min = 0, max = 10_000))]
    #[schema(minimum = 0, maximum = 10_000)]
    tax_rate: i32,
    /// How much of the line, with its tax, the customer does not pay; nothing if absent.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(range(min = 0, max = 1_000_000_000))]
    #[schema(nullable = false, minimum = 0, maximum = 1_000_000_000)]
    covered_minor: Option<i64>,
}

/// Parses the lines that stand at this member.
pub(super) fn parse_lines(lines: Vec<RepairQuoteLineInput>, member: &str, fields: &mut Fields) -> Vec<Line> {
    let lines = lines.into_iter().enumerate().filter_map(|(at, line)| {
        let text = fields.take(&format!("{member}/{at}/text"), LineText::parse(&line.text))?;
        Some(Line {
            kind: line.kind.into(),
            text,
            quantity_milli: line.quantity_milli,
            unit_minor: line.unit_minor,
            tax_rate: line.tax_rate,
            covered_minor: line.covered_minor.unwrap_or_default(),
        })
    });
    lines.collect()
}

impl RepairQuoteInput {
    pub(super) fn parse(self, fields: &mut Fields) -> Option<NewQuote> {
        let currency = fields.take("quote/currency", Currency::parse(&self.currency));
        let lines = parse_lines(self.lines, "quote/lines", fields);
        Some(NewQuote {
            currency: currency?,
            lines,
            is_maximum: self.maximum,
            days_needed: self.days_needed,
            decline_fee_minor: self.decline_fee_minor,
            valid_until: self.valid_until.into(),
        })
    }
}

/// What the repair costs. Nothing changes it once it is issued.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairQuote {
    /// Counts the repair's quotes, from 1.
    version: i32,
    /// What has become of it.
    status: RepairQuoteStatus,
    /// Names exactly this content: send it back with the decision.
    #[schema(example = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")]
    content_hash: String,
    /// Whether an address was taken out of a line, which ends with the address of the repair. `content_hash` stays that of
    /// what was issued; prices never change.
    redacted: bool,
    /// The currency of all amounts.
    currency: String,
    /// What is paid for.
    lines: Vec<RepairQuoteLine>,
    /// Without tax.
    net_minor: i64,
    /// All tax.
    tax_minor: i64,
    /// What the customer does not pay.
    covered_minor: i64,
    /// What the customer pays.
    to_pay_minor: i64,
    /// Whether the sum is the most it can become, rather than what it is.
    maximum: bool,
    /// How many days the repair takes.
    days_needed: i32,
    /// What the customer pays who declines.
    decline_fee_minor: i64,
    /// What the customer owes by it: the sum, if it was approved (the final price, if the sum was a maximum); the price
    /// of declining, if it was declined or nobody decided in time; `null` as long as it is not known, and if nothing is
    /// owed by this version.
    #[schema(required)]
    owed_minor: Option<i64>,
    /// Until when it can be approved.
    valid_until: Timestamp,
    /// Who issued it; `null` for the customer.
    #[schema(required)]
    issued_by: Option<Uuid>,
    /// When.
    issued_at: Timestamp,
    /// When it was decided on.
    #[schema(required)]
    decided_at: Option<Timestamp>,
    /// How the desk was told, if it wrote the decision down for the customer.
    #[schema(required)]
    decision_proof: Option<RepairDecisionProof>,
    /// What the repair came to, if the sum was a maximum; `null` until it is written down (`putRepairFinalPrice`).
    #[schema(required)]
    final_price: Option<RepairFinalPrice>,
}

/// What a repair came to, after the work. In the currency of its quote.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairFinalPrice {
    /// What is paid for.
    #[schema(max_items = 100)]
    lines: Vec<RepairQuoteLine>,
    /// Without tax.
    net_minor: i64,
    /// All tax.
    tax_minor: i64,
    /// What the customer does not pay.
    covered_minor: i64,
    /// What the customer pays.
    to_pay_minor: i64,
    /// Who wrote it down; `null` for the customer.
    #[schema(required)]
    recorded_by: Option<Uuid>,
    /// When.
    recorded_at: Timestamp,
}

impl RepairFinalPrice {
    fn show(viewer: Viewer, price: FinalPrice) -> Self {
        let sums = Sums::of(&price.lines);
        Self {
            net_minor: sums.net,
            tax_minor: sums.tax,
            covered_minor: sums.covered,
            to_pay_minor: sums.to_pay(),
            lines: price.lines.into_iter().map(Into::into).collect(),
            recorded_by: price.by.filter(|_| viewer.is_staff()).map(AccountId::as_uuid),
            recorded_at: price.at.into(),
        }
    }
}

/// One line of a quote.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairQuoteLine {
    /// What kind of thing.
    kind: RepairQuoteLineKind,
    /// What it is.
    text: String,
    /// How much of it, in thousandths.
    quantity_milli: i64,
    /// The price of one, without tax.
    unit_minor: i64,
    /// The tax, in hundredths of a percent.
    tax_rate: i32,
    /// The line without tax; negative for a discount.
    net_minor: i64,
    /// How much of the line, with its tax, the customer does not pay.
    covered_minor: i64,
}

impl From<Line> for RepairQuoteLine {
    fn from(line: Line) -> Self {
        Self {
            net_minor: line.net(),
            kind: line.kind.into(),
            text: line.text.into_string(),
            quantity_milli: line.quantity_milli,
            unit_minor: line.unit_minor,
            tax_rate: line.tax_rate,
            covered_minor: line.covered_minor,
        }
    }
}

impl RepairQuote {
    fn show(viewer: Viewer, quote: Quote) -> Self {
        let redacted = quote.is_redacted();
        let owed_minor = quote.owed();
        let Quote { version, content, status, content_hash, issued_by, issued_at, decision, final_price } =
            quote;
        let sums = content.sums();
        Self {
            version,
            owed_minor,
            status: status.into(),
            content_hash,
            redacted,
            currency: content.currency.as_str().to_owned(),
            net_minor: sums.net,
            tax_minor: sums.tax,
            covered_minor: sums.covered,
            to_pay_minor: sums.to_pay(),
            lines: content.lines.into_iter().map(Into::into).collect(),
            maximum: content.is_maximum,
            days_needed: content.days_needed,
            decline_fee_minor: content.decline_fee_minor,
            valid_until: content.valid_until.into(),
            issued_by: issued_by.filter(|_| viewer.is_staff()).map(AccountId::as_uuid),
            issued_at: issued_at.into(),
            decided_at: decision.as_ref().map(|decision| decision.at.into()),
            decision_proof: decision
                .and_then(|decision| decision.proof)
                .map(|proof| RepairDecisionProof::show(viewer, &proof)),
            final_price: final_price.map(|price| RepairFinalPrice::show(viewer, price)),
        }
    }
}

/// All quotes of a repair.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairQuoteList {
    /// The quotes, oldest first.
    items: Vec<RepairQuote>,
}

/// List a repair's quotes
///
/// Oldest first; the last is in force if it is `issued`.
#[utoipa::path(
    get,
    path = "/repairs/{repair_id}/quotes",
    operation_id = "listRepairQuotes",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id.")),
    responses((status = 200, description = "The quotes.", body = RepairQuoteList))
)]
pub(super) async fn list_repair_quotes(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<RepairQuoteList>, Problem> {
    let cx = app.ctx(actor);
    let viewer = Viewer::of(&actor)?;
    let mut tx = app.store().read().await?;
    let case = repair::find(&mut *tx, &cx, RepairId::from_uuid(id)).await?;
    let quotes = repair::quotes(&mut *tx, &cx, &case).await?;
    let items = quotes.into_iter().map(|quote| RepairQuote::show(viewer, quote)).collect();
    Ok(Answer::ok(RepairQuoteList { items }))
}
