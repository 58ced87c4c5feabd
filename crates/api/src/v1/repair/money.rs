use domain::{
    error::{Fields, Rule},
    money,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// An amount of money.
#[derive(Serialize, ToSchema)]
pub(in crate::v1) struct Money {
    /// In the currency's smallest unit.
    amount_minor: i64,
    /// The currency, by ISO 4217.
    #[schema(example = "EUR")]
    currency: String,
}

impl From<money::Money> for Money {
    fn from(money: money::Money) -> Self {
        Self { amount_minor: money.amount_minor, currency: money.currency.as_str().to_owned() }
    }
}

/// An amount of money.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "amount_minor": 12000, "currency": "EUR" }))]
pub(in crate::v1) struct MoneyInput {
    /// In the currency's smallest unit.
    #[validate(range(min = 0, max = 1_000_000_000))]
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    amount_minor: i64,
    /// The currency, by ISO 4217.
    #[validate(length(min = 3, max = 3))]
    #[schema(min_length = 3, max_length = 3, pattern = "^[A-Z]{3}$")]
    currency: String,
}

impl MoneyInput {
    /// Parses the amount that stands at this member.
    pub(in crate::v1) fn parse(&self, fields: &mut Fields, member: &str) -> Option<money::Money> {
        let currency = fields.take(&format!("{member}/currency"), money::Currency::parse(&self.currency));
        currency.map(|currency| money::Money { amount_minor: self.amount_minor, currency })
    }
}

/// A day, as it is written.
pub(crate) fn parse_day(raw: &str) -> Result<chrono::NaiveDate, Rule> {
    let day = (raw.len() == 10).then(|| raw.parse().ok()).flatten();
    day.ok_or_else(|| Rule::new("date", "must be a day such as 2026-11-22"))
}
