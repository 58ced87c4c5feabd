use axum::{extract::State, http::StatusCode};
use bytes::Bytes;
use domain::{
    Error,
    device::{self, Acceptance},
    id::{DeviceId, TransferId},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::shape::Device;
use crate::{
    App,
    auth::Caller,
    extract::{IdempotencyKey, IfMatch, Json, Path},
    idempotency::Repeatable,
    problem::{FieldProblem, Problem, ProblemCode},
    timestamp::Timestamp,
    v1::answer::Answer,
};

/// A hand-over that is offered.
#[derive(Serialize, ToSchema)]
pub(super) struct Transfer {
    /// The device.
    device_id: Uuid,
    /// What the taker has to tell. Give it to nobody else; it works once.
    #[schema(example = "7K3M-Q9XT-0RVA")]
    code: String,
    /// Until when it works.
    expires_at: Timestamp,
}

/// Offer a device to someone else
///
/// The answer holds the code that the taker needs; an earlier code is void. The taker registers the
/// serial number and accepts with the code. Facts and purchase stay behind, proofs of it are
/// destroyed.
#[utoipa::path(
    post,
    path = "/devices/{device_id}/transfers",
    operation_id = "createTransfer",
    tag = "Devices",
    params(("device_id" = Uuid, Path, description = "The device's id."), IdempotencyKey),
    responses(
        (status = 201, description = "Offered.", body = Transfer,
            headers(
                ("Location" = String, description = "The device."),
                ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key offered it.")
            )),
        (status = 410, description = "What an earlier request with this key offered is over.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn create_transfer(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    key: IdempotencyKey,
) -> Result<Answer<Transfer>, Problem> {
    let cx = app.ctx(actor);
    let (device, new, path) = (DeviceId::from_uuid(id), TransferId::new(&cx), id.to_string());
    let body = Bytes::new();
    let request = Repeatable { operation: "createTransfer", path: &path, body: &body, makes: new.as_uuid() };
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let (transfer, expires_at) = if let Some(earlier) = earlier {
        let running = device::find(&mut *tx, &cx, device).await?.transfer;
        let same = running.filter(|(id, until)| id.as_uuid() == earlier && *until > cx.now());
        same.ok_or(Error::Gone("offer"))?
    } else {
        let transfer = device::offer(&mut *tx, &cx, device, new).await?;
        (transfer.id, transfer.expires_at)
    };
    tx.commit().await?;
    let code = app.keys().transfer_code(transfer.as_uuid());
    let shown = Transfer { device_id: id, code, expires_at: expires_at.into() };
    Ok(Answer::created(shown, format!("/api/v1/devices/{id}")).replayed(earlier.is_some()))
}

/// Take an offer back
///
/// The code works no more. Harmless when nothing is offered.
#[utoipa::path(
    delete,
    path = "/devices/{device_id}/transfers",
    operation_id = "deleteTransfer",
    tag = "Devices",
    params(("device_id" = Uuid, Path, description = "The device's id."), IfMatch),
    responses((status = 204, description = "Nothing is offered."))
)]
pub(super) async fn delete_transfer(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    device::withdraw(&mut *tx, &cx, DeviceId::from_uuid(id), if_match.expected()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The code of a hand-over.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "code": "7K3M-Q9XT-0RVA" }))]
pub(super) struct TransferAcceptance {
    /// The code that the giver got. Case, spaces and dashes don't matter.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    code: String,
}

/// Take a device over
///
/// On one's own registration of the same serial number. A wrong code, a used one, an expired one and one
/// of another device are answered alike.
#[utoipa::path(
    post,
    path = "/devices/{device_id}/transfers/acceptances",
    operation_id = "acceptTransfer",
    tag = "Devices",
    params(("device_id" = Uuid, Path, description = "One's own registration of the unit."), IdempotencyKey),
    request_body = TransferAcceptance,
    responses((status = 200, description = "The device, taken over.", body = Device,
        headers(
            ("ETag" = String, description = "The new version."),
            ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key took it over.")
        )))
)]
pub(super) async fn accept_transfer(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    key: IdempotencyKey,
    Json { value, body }: Json<TransferAcceptance>,
) -> Result<Answer<Device>, Problem> {
    let cx = app.ctx(actor);
    let path = id.to_string();
    let request = Repeatable { operation: "acceptTransfer", path: &path, body: &body, makes: id };
    let mine = DeviceId::from_uuid(id);
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let acceptance = match earlier {
        Some(_) => Acceptance::Accepted(Box::new(device::find(&mut *tx, &cx, mine).await?)),
        None => device::accept(&mut *tx, &cx, app.keys(), mine, &value.code).await?,
    };
    let taken = match acceptance {
        Acceptance::Accepted(taken) => taken,
        Acceptance::TooManyTries(wait) => {
            let wait = wait.to_std().unwrap_or_default();
            return Err(Problem::new(ProblemCode::TooManyRequests).retry_after(wait));
        }
        Acceptance::WrongCode => {
            // The key of a request that failed is not remembered: only the try is counted.
            drop(tx);
            let mut tx = app.store().begin().await?;
            device::count_wrong_code(&mut *tx, &cx, mine).await?;
            tx.commit().await?;
            let expected = "is not the code of a hand-over that is offered for this serial number";
            let field = FieldProblem::at_pointer("#/code", "wrong_code", expected);
            return Err(Problem::new(ProblemCode::ValidationFailed).field(field));
        }
    };
    let shown = Device::show(&mut *tx, &cx, &taken).await?;
    tx.commit().await?;
    let version = shown.version();
    Ok(Answer::ok(shown).version(version).replayed(earlier.is_some()))
}
