use axum::extract::State;
use domain::{
    Ctx, coverage,
    device::{self, Viewer},
    error::Fields,
    id::DeviceId,
    identity::Language,
    repair::CaseText,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::shape::{CoverageDecision, CoverageEntry};
use crate::{
    App,
    auth::Caller,
    extract::{AcceptLanguage, IdempotencyKey, Json, Path},
    idempotency::Repeatable,
    problem::Problem,
    v1::{answer::Answer, repair::parse_day},
};

/// What covers a device, and what would pay for a repair today.
#[derive(Serialize, ToSchema)]
pub(super) struct DeviceCoverage {
    /// The ledger, oldest first.
    entries: Vec<CoverageEntry>,
    /// What would pay for a fault that shows up today and was not repaired before.
    today: CoverageDecision,
}

impl DeviceCoverage {
    fn show(cx: &Ctx, language: Language, ledger: Vec<coverage::Entry>) -> Result<Self, Problem> {
        let is_staff = Viewer::of(cx.actor())?.is_staff();
        let today = CoverageDecision::show(language, &coverage::for_device(cx, &ledger));
        let entries =
            ledger.into_iter().map(|entry| CoverageEntry::show(is_staff, language, entry)).collect();
        Ok(Self { entries, today })
    }
}

/// Read what covers a device
///
/// The ledger of guarantees and warranties, each with its rule, its days and where it comes from; and what would pay
/// for a repair today, with reasons.
#[utoipa::path(
    get,
    path = "/devices/{device_id}/coverage",
    operation_id = "getDeviceCoverage",
    tag = "Devices",
    params(("device_id" = Uuid, Path, description = "The device's id.")),
    responses((status = 200, description = "What covers it.", body = DeviceCoverage))
)]
pub(super) async fn get_device_coverage(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    AcceptLanguage(language): AcceptLanguage,
) -> Result<Answer<DeviceCoverage>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let (_, ledger) = coverage::read(&mut *tx, &cx, DeviceId::from_uuid(id)).await?;
    Ok(Answer::ok(DeviceCoverage::show(&cx, language, ledger)?))
}

/// What a lead agrees to pay for.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "until": "2027-11-22", "reason": "The same fader failed three times." }))]
pub(super) struct GoodwillInput {
    /// Its last day: today, or in the next ten years.
    #[validate(length(max = 10))]
    #[schema(max_length = 10, format = Date, example = "2027-11-22")]
    until: String,
    /// Why. The customer reads it.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    reason: String,
}

/// Agree to pay for repairs of a device
///
/// Goodwill, from today until a day. It is added to the ledger, which keeps it.
#[utoipa::path(
    post,
    path = "/devices/{device_id}/coverage",
    operation_id = "grantGoodwill",
    tag = "Devices",
    params(("device_id" = Uuid, Path, description = "The device's id."), IdempotencyKey),
    request_body = GoodwillInput,
    responses(
        (status = 200, description = "What covers the device now.", body = DeviceCoverage,
            headers(("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key agreed to it."))),
        (status = 409, description = "The device is nobody's any more.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn grant_goodwill(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    AcceptLanguage(language): AcceptLanguage,
    key: IdempotencyKey,
    Json { value, body }: Json<GoodwillInput>,
) -> Result<Answer<DeviceCoverage>, Problem> {
    let cx = app.ctx(actor);
    let mut fields = Fields::default();
    let until = fields.take("until", parse_day(&value.until));
    let reason = fields.take("reason", CaseText::parse(&value.reason));
    let (until, reason) = (fields.require(until)?, fields.require(reason)?);
    let path = id.to_string();
    let request = Repeatable { operation: "grantGoodwill", path: &path, body: &body, makes: id };
    let id = DeviceId::from_uuid(id);
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let device = match earlier {
        Some(_) => device::find(&mut *tx, &cx, id).await?,
        None => coverage::grant(&mut *tx, &cx, id, until, reason).await?,
    };
    let ledger = tx.coverage().of_device(device.id).await?;
    tx.commit().await?;
    let shown = DeviceCoverage::show(&cx, language, ledger)?;
    Ok(Answer::ok(shown).replayed(earlier.is_some()))
}
