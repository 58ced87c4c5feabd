use axum::extract::State;
use domain::{
    error::Fields,
    id::{ParcelId, RepairId},
    parcel,
    repair::{CaseText, RmaNumber},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::shape::UnidentifiedParcel;
use crate::{
    App,
    auth::Caller,
    extract::{IdempotencyKey, IfMatch, Json, Path},
    idempotency::Repeatable,
    problem::Problem,
    v1::answer::Answer,
};

/// Which repair a parcel belongs to.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "repair_id": "01936f3e-0000-7000-8000-000000000000", "rma_number": "R26-7QK4M-C" }))]
pub(super) struct ParcelMatchInput {
    /// The repair.
    repair_id: Uuid,
    /// Its number, so that nobody slips in a list.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    rma_number: String,
}

/// Say which repair a parcel belongs to
///
/// The repair goes on by its own rules, in the same step: it is `received`; `undeliverable`, if the parcel came back; and
/// if its time to send had run out, another repair goes on from it, which the parcel then belongs to.
#[utoipa::path(
    post,
    path = "/unidentified-parcels/{parcel_id}/matches",
    operation_id = "matchUnidentifiedParcel",
    tag = "Parcels",
    params(("parcel_id" = Uuid, Path, description = "The parcel's id."), IfMatch, IdempotencyKey),
    request_body = ParcelMatchInput,
    responses(
        (status = 200, description = "The parcel, settled.", body = UnidentifiedParcel,
            headers(
                ("ETag" = String, description = "The new version."),
                ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key settled it.")
            )),
        (status = 409, description = "The parcel is settled, or the repair cannot be received from where it is.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn match_unidentified_parcel(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Json { value, body }: Json<ParcelMatchInput>,
) -> Result<Answer<UnidentifiedParcel>, Problem> {
    let cx = app.ctx(actor);
    let mut fields = Fields::default();
    let number = fields.take("rma_number", RmaNumber::parse(&value.rma_number));
    let wanted = (RepairId::from_uuid(value.repair_id), fields.require(number)?);
    let (path, new) = (id.to_string(), RepairId::new(&cx));
    let request = Repeatable { operation: "matchUnidentifiedParcel", path: &path, body: &body, makes: id };
    let id = ParcelId::from_uuid(id);
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let parcel = match earlier {
        Some(_) => parcel::find(&mut *tx, &cx, id).await?,
        None => Box::pin(parcel::match_to(&mut *tx, &cx, id, if_match.expected(), wanted, new)).await?,
    };
    tx.commit().await?;
    let version = parcel.version;
    Ok(Answer::ok(parcel.into()).version(version).replayed(earlier.is_some()))
}

/// Why a parcel is closed.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "Meant for the neighbours: handed back to the carrier." }))]
pub(super) struct ParcelClosureInput {
    /// Why.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    reason: String,
}

/// Close a parcel that belongs to no repair
///
/// With the reason: it was handed back to the carrier, or disposed of.
#[utoipa::path(
    post,
    path = "/unidentified-parcels/{parcel_id}/closures",
    operation_id = "closeUnidentifiedParcel",
    tag = "Parcels",
    params(("parcel_id" = Uuid, Path, description = "The parcel's id."), IfMatch, IdempotencyKey),
    request_body = ParcelClosureInput,
    responses(
        (status = 200, description = "The parcel, settled.", body = UnidentifiedParcel,
            headers(
                ("ETag" = String, description = "The new version."),
                ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key settled it.")
            )),
        (status = 409, description = "The parcel is settled.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn close_unidentified_parcel(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Json { value, body }: Json<ParcelClosureInput>,
) -> Result<Answer<UnidentifiedParcel>, Problem> {
    let cx = app.ctx(actor);
    let mut fields = Fields::default();
    let reason = fields.take("reason", CaseText::parse(&value.reason));
    let (reason, path) = (fields.require(reason)?, id.to_string());
    let request = Repeatable { operation: "closeUnidentifiedParcel", path: &path, body: &body, makes: id };
    let id = ParcelId::from_uuid(id);
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let parcel = match earlier {
        Some(_) => parcel::find(&mut *tx, &cx, id).await?,
        None => parcel::close(&mut *tx, &cx, id, if_match.expected(), reason).await?,
    };
    tx.commit().await?;
    let version = parcel.version;
    Ok(Answer::ok(parcel.into()).version(version).replayed(earlier.is_some()))
}
