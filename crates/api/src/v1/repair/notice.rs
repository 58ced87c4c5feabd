use axum::extract::State;
use domain::{
    error::Fields,
    id::{AccountId, JobId, RepairId},
    identity::Permission,
    repair::{self, CaseText},
    store::Tx,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{names::RepairNoticeWay, shape::Repair};
use crate::{
    App,
    auth::Caller,
    extract::{IdempotencyKey, IfMatch, Json, Path},
    idempotency::Repeatable,
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::Answer,
};

/// A notice that the customer was given of a device that nobody claims.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairNotice {
    /// Counts the repair's notices, from 1.
    seq: i32,
    /// How it was given.
    way: RepairNoticeWay,
    /// What proves it; `null` for what the desk wrote by itself.
    #[schema(required)]
    proof: Option<String>,
    /// Who gave it; `null` if time had passed.
    #[schema(required)]
    given_by: Option<Uuid>,
    /// When; for a mail, when it was ordered.
    created_at: Timestamp,
    /// With what the `Message-ID` of its mail begins; `null` for what was given by hand.
    #[schema(required)]
    mail_id: Option<Uuid>,
    /// When the mail server took its mail: it stands from then on, and until then it does not count.
    #[schema(required)]
    handed_over_at: Option<Timestamp>,
}

impl From<repair::Notice> for RepairNotice {
    fn from(notice: repair::Notice) -> Self {
        let repair::Notice { seq, way, proof, by, at, mail, handed_over_at } = notice;
        Self {
            seq,
            way: way.into(),
            proof: proof.map(CaseText::into_string),
            given_by: by.map(AccountId::as_uuid),
            created_at: at.into(),
            mail_id: mail.map(JobId::as_uuid),
            handed_over_at: handed_over_at.map(Into::into),
        }
    }
}

/// The notices of a device that nobody claims.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairNotices {
    /// The notices, oldest first.
    items: Vec<RepairNotice>,
    /// From when on the device may go; `null` while it is not unclaimed, or not all notices were given.
    #[schema(required)]
    disposable_at: Option<Timestamp>,
}

impl RepairNotices {
    async fn show(tx: &mut dyn Tx, case: &repair::Repair) -> Result<Self, Problem> {
        let items = tx.repair_notices().list(case.id).await?;
        let disposable_at = case.disposable_at(&items).map(Into::into);
        Ok(Self { items: items.into_iter().map(Into::into).collect(), disposable_at })
    }
}

/// List the notices of a device that nobody claims
///
/// With their proof, oldest first. For staff.
#[utoipa::path(
    get,
    path = "/repairs/{repair_id}/notices",
    operation_id = "listRepairNotices",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id.")),
    responses((status = 200, description = "The notices.", body = RepairNotices))
)]
pub(super) async fn list_repair_notices(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<RepairNotices>, Problem> {
    let cx = app.ctx(actor);
    actor.require(Permission::RepairRead)?;
    let mut tx = app.store().read().await?;
    let case = repair::find(&mut *tx, &cx, RepairId::from_uuid(id)).await?;
    Ok(Answer::ok(RepairNotices::show(&mut *tx, &case).await?))
}

/// A notice that was given by hand.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "way": "letter", "proof": "Registered, RR 12 345 678 5 DE." }))]
pub(super) struct RepairNoticeInput {
    /// How it was given.
    way: RepairNoticeWay,
    /// What proves it.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    proof: String,
}

/// Record a notice that was given by hand
///
/// For a device that nobody claims, beside what the desk writes by itself.
#[utoipa::path(
    post,
    path = "/repairs/{repair_id}/notices",
    operation_id = "addRepairNotice",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), IdempotencyKey),
    request_body = RepairNoticeInput,
    responses(
        (status = 200, description = "All notices.", body = RepairNotices,
            headers(("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key recorded it."))),
        (status = 409, description = "The device is not unclaimed.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn add_repair_notice(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    key: IdempotencyKey,
    Json { value, body }: Json<RepairNoticeInput>,
) -> Result<Answer<RepairNotices>, Problem> {
    let cx = app.ctx(actor);
    let mut fields = Fields::default();
    let proof = fields.take("proof", CaseText::parse(&value.proof));
    let (proof, path) = (fields.require(proof)?, id.to_string());
    let request = Repeatable { operation: "addRepairNotice", path: &path, body: &body, makes: id };
    let id = RepairId::from_uuid(id);
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let case = match earlier {
        Some(_) => repair::find(&mut *tx, &cx, id).await?,
        None => repair::add_notice(&mut *tx, &cx, id, value.way.into(), proof).await?,
    };
    let shown = RepairNotices::show(&mut *tx, &case).await?;
    tx.commit().await?;
    Ok(Answer::ok(shown).replayed(earlier.is_some()))
}

/// Agree that a device goes which nobody claims
///
/// The second person, once all notices were given and their time is over: a lead, who is someone else, can then close the
/// repair. It is void as soon as someone claims the device.
#[utoipa::path(
    put,
    path = "/repairs/{repair_id}/disposal-confirmation",
    operation_id = "confirmRepairDisposal",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), IfMatch),
    responses(
        (status = 200, description = "The repair.", body = Repair,
            headers(("ETag" = String, description = "The new version."))),
        (status = 409, description = "The device is not unclaimed, or the time of its notices is not over.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn confirm_repair_disposal(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer<Repair>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    let id = RepairId::from_uuid(id);
    let case = repair::confirm_disposal(&mut *tx, &cx, id, if_match.expected()).await?;
    let shown = Repair::show(&mut *tx, &cx, &case).await?;
    tx.commit().await?;
    let version = shown.version();
    Ok(Answer::ok(shown).version(version))
}
