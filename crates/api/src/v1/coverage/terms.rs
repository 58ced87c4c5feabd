use axum::extract::State;
use domain::{
    contact::Country,
    error::Fields,
    repair::{self, CountryTerms, NOTICE_RULES, NewTerms, NoticePlan, NoticeRule},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::reminders::{RepairReminders, RepairRemindersInput};
use crate::{
    App,
    auth::Caller,
    extract::{IfMatch, Json},
    patch::non_null,
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::Answer,
};

/// What all repairs go by. What was written down by them stays when they change.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairTerms {
    /// How many months the seller's guarantee lasts where no country says otherwise.
    #[schema(example = 24)]
    guarantee_months: i32,
    /// By how many months a repair under it makes it longer, once; 0 for not at all.
    #[schema(example = 12)]
    extension_months: i32,
    /// How many months the desk stands in for a repair that was paid for; 0 for not at all.
    #[schema(example = 6)]
    repair_warranty_months: i32,
    /// Whether somebody else checks a repair than who made it, where no product says otherwise.
    checked_by_another: bool,
    /// How notice is given of devices that nobody claims where no country says otherwise; `null`: by `notice_rules`. A
    /// repair keeps what held when nobody claimed its device.
    #[schema(required)]
    notices: Option<RepairNoticePlan>,
    /// How notice is given by the law of some countries, as far as it is built in; everywhere else by the strictest of
    /// them. None of this is advice on the law.
    #[schema(max_items = 249)]
    notice_rules: Vec<RepairNoticeRule>,
    /// When customers are written to again. A repair keeps what held when it came to where it is.
    reminders: RepairReminders,
    /// Where the law says otherwise.
    countries: Vec<RepairCountryTerms>,
    /// Counts changes; equals the ETag.
    version: i64,
    /// Last change; `null` if nobody has changed them yet.
    #[schema(required)]
    updated_at: Option<Timestamp>,
}

/// What the law of a country says.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairCountryTerms {
    /// Which, by ISO 3166-1 alpha-2.
    #[schema(example = "ES")]
    country: String,
    /// How many months the seller's guarantee lasts on what was bought there; `null`: as everywhere.
    #[schema(required, example = 36)]
    guarantee_months: Option<i32>,
    /// How notice is given to customers there; `null`: as everywhere.
    #[schema(required)]
    notices: Option<RepairNoticePlan>,
}

/// How notice is given.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairNoticePlan {
    /// How many notices, the letter that says that the device is not claimed among them.
    #[schema(example = 3)]
    count: i32,
    /// How many days each of them stands.
    #[schema(example = 30)]
    days: i32,
    /// How many days the device stays at least, once nobody claims it.
    #[schema(example = 90)]
    minimum_days: i32,
}

/// How notice is given in a country by its law.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairNoticeRule {
    /// Which, by ISO 3166-1 alpha-2.
    #[schema(example = "FR")]
    country: String,
    /// How it is given there.
    notices: RepairNoticePlan,
    /// What that goes by.
    source: String,
}

/// How notice is to be given.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "count": 3, "days": 30 }))]
pub(super) struct RepairNoticePlanInput {
    /// How many notices, the letter that says that the device is not claimed among them.
    #[validate(range(min = 1, max = 12))]
    #[schema(minimum = 1, maximum = 12)]
    count: i32,
    /// How many days each of them stands.
    #[validate(range(min = 1, max = 365))]
    #[schema(minimum = 1, maximum = 365)]
    days: i32,
    /// How many days the device stays at least, once nobody claims it. Absent: as long as the notices stand.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(range(min = 0, max = 3650))]
    #[schema(nullable = false, minimum = 0, maximum = 3650)]
    minimum_days: Option<i32>,
}

impl From<NoticePlan> for RepairNoticePlan {
    fn from(NoticePlan { count, days, minimum_days }: NoticePlan) -> Self {
        Self { count, days, minimum_days }
    }
}

impl From<RepairNoticePlanInput> for NoticePlan {
    fn from(RepairNoticePlanInput { count, days, minimum_days }: RepairNoticePlanInput) -> Self {
        Self { count, days, minimum_days: minimum_days.unwrap_or_default() }
    }
}

impl From<&NoticeRule> for RepairNoticeRule {
    fn from(NoticeRule { country, plan, source }: &NoticeRule) -> Self {
        Self { country: (*country).to_owned(), notices: (*plan).into(), source: (*source).to_owned() }
    }
}

impl From<repair::RepairTerms> for RepairTerms {
    fn from(terms: repair::RepairTerms) -> Self {
        let of_country = |one: CountryTerms| RepairCountryTerms {
            country: one.country.as_str().to_owned(),
            guarantee_months: one.guarantee_months,
            notices: one.notices.map(Into::into),
        };
        Self {
            guarantee_months: terms.guarantee_months,
            extension_months: terms.extension_months,
            repair_warranty_months: terms.repair_warranty_months,
            checked_by_another: terms.checked_by_another,
            notices: terms.notices.map(Into::into),
            reminders: terms.reminders.into(),
            notice_rules: NOTICE_RULES.iter().map(Into::into).collect(),
            countries: terms.countries.into_iter().map(of_country).collect(),
            version: terms.version,
            updated_at: terms.updated_at.map(Into::into),
        }
    }
}

/// What all repairs are to go by.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "guarantee_months": 24, "extension_months": 12, "repair_warranty_months": 6,
    "checked_by_another": false, "notices": { "count": 3, "days": 30 },
    "countries": [{ "country": "ES", "guarantee_months": 36 }]
}))]
pub(super) struct RepairTermsInput {
    /// How many months the seller's guarantee lasts where no country says otherwise.
    #[validate(range(min = 1, max = 600))]
    #[schema(minimum = 1, maximum = 600)]
    guarantee_months: i32,
    /// By how many months a repair under it makes it longer, once; 0 for not at all.
    #[validate(range(min = 0, max = 600))]
    #[schema(minimum = 0, maximum = 600)]
    extension_months: i32,
    /// How many months the desk stands in for a repair that was paid for; 0 for not at all.
    #[validate(range(min = 0, max = 600))]
    #[schema(minimum = 0, maximum = 600)]
    repair_warranty_months: i32,
    /// Whether somebody else checks a repair than who made it, where no product says otherwise.
    checked_by_another: bool,
    /// How notice is given of devices that nobody claims where no country says otherwise. Absent or `null`: by the rules
    /// that are built in (`notice_rules`).
    #[serde(default)]
    #[validate(nested)]
    notices: Option<RepairNoticePlanInput>,
    /// When customers are written to again. Absent: as before.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(nested)]
    #[schema(nullable = false)]
    reminders: Option<RepairRemindersInput>,
    /// Where the law says otherwise; each country once.
    #[validate(length(max = 249), nested)]
    #[schema(max_items = 249)]
    countries: Vec<RepairCountryTermsInput>,
}

/// What the law of a country says.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "country": "ES", "guarantee_months": 36 }))]
pub(super) struct RepairCountryTermsInput {
    /// Which, by ISO 3166-1 alpha-2.
    #[validate(length(min = 2, max = 2))]
    #[schema(min_length = 2, max_length = 2, pattern = "^[A-Za-z]{2}$")]
    country: String,
    /// How many months the seller's guarantee lasts on what was bought there. Absent or `null`: as everywhere.
    #[serde(default)]
    #[validate(range(min = 1, max = 600))]
    #[schema(minimum = 1, maximum = 600)]
    guarantee_months: Option<i32>,
    /// How notice is given to customers there. Absent or `null`: as everywhere.
    #[serde(default)]
    #[validate(nested)]
    notices: Option<RepairNoticePlanInput>,
}

impl RepairTermsInput {
    fn parse(self) -> Result<NewTerms, Problem> {
        let mut fields = Fields::default();
        let countries = self.countries.into_iter().enumerate().filter_map(|(at, one)| {
            let country = fields.take(&format!("countries/{at}/country"), Country::parse(&one.country))?;
            let notices = one.notices.map(Into::into);
            Some(CountryTerms { country, guarantee_months: one.guarantee_months, notices })
        });
        let countries = countries.collect();
        let reminders = self.reminders.map(|reminders| reminders.parse(&mut fields));
        fields.check()?;
        Ok(NewTerms {
            guarantee_months: self.guarantee_months,
            extension_months: self.extension_months,
            repair_warranty_months: self.repair_warranty_months,
            checked_by_another: self.checked_by_another,
            notices: self.notices.map(Into::into),
            reminders,
            countries,
        })
    }
}

/// Read the terms of repairs
///
/// How long guarantees and warranties last. For staff.
#[utoipa::path(
    get,
    path = "/repair-terms",
    operation_id = "getRepairTerms",
    tag = "Repairs",
    responses((status = 200, description = "The terms.", body = RepairTerms,
        headers(("ETag" = String, description = "The version."))))
)]
pub(super) async fn get_repair_terms(
    State(app): State<App>,
    Caller(actor): Caller,
) -> Result<Answer<RepairTerms>, Problem> {
    let mut tx = app.store().glance().await?;
    let terms = repair::terms(&mut *tx, &app.ctx(actor)).await?;
    let version = terms.version;
    Ok(Answer::ok(terms.into()).version(version))
}

/// Replace the terms of repairs
///
/// They hold for what is written down from then on: no entry of any ledger changes.
#[utoipa::path(
    put,
    path = "/repair-terms",
    operation_id = "putRepairTerms",
    tag = "Repairs",
    params(IfMatch),
    request_body = RepairTermsInput,
    responses((status = 200, description = "The terms, replaced.", body = RepairTerms,
        headers(("ETag" = String, description = "The new version."))))
)]
pub(super) async fn put_repair_terms(
    State(app): State<App>,
    Caller(actor): Caller,
    if_match: IfMatch,
    Json { value, .. }: Json<RepairTermsInput>,
) -> Result<Answer<RepairTerms>, Problem> {
    let cx = app.ctx(actor);
    let new = value.parse()?;
    let mut tx = app.store().begin().await?;
    let terms = repair::put_terms(&mut *tx, &cx, if_match.expected(), new).await?;
    tx.commit().await?;
    let version = terms.version;
    Ok(Answer::ok(terms.into()).version(version))
}
