use axum::extract::State;
use domain::{
    error::Fields,
    id::RepairId,
    repair::{self, CaseText, HoldKind},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::shape::Repair;
use crate::{
    App,
    auth::Caller,
    extract::{IfMatch, Json, Path},
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::Answer,
};

/// Why and until when a repair rests.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "The customer is away.", "until": "2026-12-01T08:00:00.000Z" }))]
pub(super) struct RepairHoldInput {
    /// Why. Only staff read it.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    reason: String,
    /// Until when: 14 days ahead at most, 90 by law.
    until: Timestamp,
}

/// Let a repair rest
///
/// Meanwhile time neither moves it nor writes to the customer. It can be prolonged. People can still move it.
#[utoipa::path(
    put,
    path = "/repairs/{repair_id}/hold",
    operation_id = "holdRepair",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), IfMatch),
    request_body = RepairHoldInput,
    responses(
        (status = 200, description = "The repair, at rest.", body = Repair,
            headers(("ETag" = String, description = "The new version."))),
        (status = 409, description = "The repair is over.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn hold_repair(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json { value, .. }: Json<RepairHoldInput>,
) -> Result<Answer<Repair>, Problem> {
    put(&app, actor, id, if_match, HoldKind::Desk, Some(value)).await
}

/// Stop letting a repair rest
///
/// Harmless if it does not.
#[utoipa::path(
    delete,
    path = "/repairs/{repair_id}/hold",
    operation_id = "releaseRepair",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), IfMatch),
    responses((status = 200, description = "The repair.", body = Repair,
        headers(("ETag" = String, description = "The version."))))
)]
pub(super) async fn release_repair(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer<Repair>, Problem> {
    put(&app, actor, id, if_match, HoldKind::Desk, None).await
}

/// Keep a repair from ending, by law
///
/// While it is kept, nobody can end it, and its address stays. It can be prolonged. It is put on record.
#[utoipa::path(
    put,
    path = "/repairs/{repair_id}/legal-hold",
    operation_id = "holdRepairByLaw",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), IfMatch),
    request_body = RepairHoldInput,
    responses(
        (status = 200, description = "The repair, kept.", body = Repair,
            headers(("ETag" = String, description = "The new version."))),
        (status = 409, description = "The repair is over.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn hold_repair_by_law(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json { value, .. }: Json<RepairHoldInput>,
) -> Result<Answer<Repair>, Problem> {
    put(&app, actor, id, if_match, HoldKind::Legal, Some(value)).await
}

/// Let a repair end again
///
/// Harmless if nothing keeps it from ending.
#[utoipa::path(
    delete,
    path = "/repairs/{repair_id}/legal-hold",
    operation_id = "releaseRepairByLaw",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), IfMatch),
    responses((status = 200, description = "The repair.", body = Repair,
        headers(("ETag" = String, description = "The version."))))
)]
pub(super) async fn release_repair_by_law(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer<Repair>, Problem> {
    put(&app, actor, id, if_match, HoldKind::Legal, None).await
}

async fn put(
    app: &App,
    actor: domain::identity::Actor,
    id: Uuid,
    if_match: IfMatch,
    kind: HoldKind,
    value: Option<RepairHoldInput>,
) -> Result<Answer<Repair>, Problem> {
    let cx = app.ctx(actor);
    let (id, expected) = (RepairId::from_uuid(id), if_match.expected());
    let hold = value.map(|value| parse(&value)).transpose()?;
    let mut tx = app.store().begin().await?;
    let case = repair::hold(&mut *tx, &cx, id, expected, kind, hold).await?;
    let shown = Repair::show(&mut *tx, &cx, &case).await?;
    tx.commit().await?;
    let version = shown.version();
    Ok(Answer::ok(shown).version(version))
}

fn parse(value: &RepairHoldInput) -> Result<repair::Hold, Problem> {
    let mut fields = Fields::default();
    let reason = fields.take("reason", CaseText::parse(&value.reason));
    Ok(repair::Hold { reason: fields.require(reason)?, until: value.until.into() })
}
