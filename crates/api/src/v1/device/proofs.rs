use axum::{extract::State, http::StatusCode};
use domain::{
    device,
    id::{AttachmentId, DeviceId},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    App,
    auth::Caller,
    extract::Path,
    problem::Problem,
    v1::{answer::Answer, attachment::Attachment},
};

/// The files that prove a device's purchase; at most five.
#[derive(Serialize, ToSchema)]
pub(super) struct ProofList {
    /// In the order in which they were sent.
    items: Vec<Attachment>,
}

/// List the proofs of a purchase
///
/// The holder sees them, and staff who see devices. `getAttachmentContent` gives their bytes.
#[utoipa::path(
    get,
    path = "/devices/{device_id}/proofs",
    operation_id = "listProofs",
    tag = "Devices",
    params(("device_id" = Uuid, Path, description = "The device's id.")),
    responses((status = 200, description = "The files.", body = ProofList))
)]
pub(super) async fn list_proofs(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<ProofList>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let proofs = device::proofs(&mut *tx, &cx, DeviceId::from_uuid(id)).await?;
    Ok(Answer::ok(ProofList { items: proofs.into_iter().map(Into::into).collect() }))
}

/// Add a proof of a purchase
///
/// An upload of one's own that waits becomes a proof; repeating it changes nothing. Proofs are destroyed
/// with the registration, and when the device is handed over: nobody who has it later sees them.
#[utoipa::path(
    put,
    path = "/devices/{device_id}/proofs/{attachment_id}",
    operation_id = "addProof",
    tag = "Devices",
    params(
        ("device_id" = Uuid, Path, description = "The device's id."),
        ("attachment_id" = Uuid, Path, description = "The upload's id.")
    ),
    responses(
        (status = 200, description = "The file, which is a proof now.", body = Attachment),
        (status = 409, description = "The device has five proofs, or is nobody's any more.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn add_proof(
    State(app): State<App>,
    Caller(actor): Caller,
    Path((device, file)): Path<(Uuid, Uuid)>,
) -> Result<Answer<Attachment>, Problem> {
    let cx = app.ctx(actor);
    let (device, file) = (DeviceId::from_uuid(device), AttachmentId::from_uuid(file));
    let mut tx = app.store().begin().await?;
    let proof = device::add_proof(&mut *tx, &cx, device, file).await?;
    tx.commit().await?;
    Ok(Answer::ok(proof.into()))
}

/// Destroy a proof of a purchase
///
/// At once, for everybody, and for good.
#[utoipa::path(
    delete,
    path = "/devices/{device_id}/proofs/{attachment_id}",
    operation_id = "removeProof",
    tag = "Devices",
    params(
        ("device_id" = Uuid, Path, description = "The device's id."),
        ("attachment_id" = Uuid, Path, description = "The file's id.")
    ),
    responses((status = 204, description = "Destroyed."))
)]
pub(super) async fn remove_proof(
    State(app): State<App>,
    Caller(actor): Caller,
    Path((device, file)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let (device, file) = (DeviceId::from_uuid(device), AttachmentId::from_uuid(file));
    let mut tx = app.store().begin().await?;
    device::remove_proof(&mut *tx, &cx, device, file).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
