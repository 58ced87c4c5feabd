use axum::{extract::State, http::StatusCode};
use domain::{attachment, id::AttachmentId};
use uuid::Uuid;

use super::shape::Attachment;
use crate::{App, auth::Caller, extract::Path, problem::Problem, v1::answer::Answer};

/// Read what is known of a file
///
/// Whoever sees the message, the device or the repair it is part of sees it; while it waits, its uploader.
#[utoipa::path(
    get,
    path = "/attachments/{attachment_id}",
    operation_id = "getAttachment",
    tag = "Attachments",
    params(("attachment_id" = Uuid, Path, description = "The attachment's id.")),
    responses((status = 200, description = "What is known of it.", body = Attachment))
)]
pub(super) async fn get_attachment(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<Attachment>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let found = attachment::find(&mut *tx, &cx, AttachmentId::from_uuid(id)).await?;
    Ok(Answer::ok(found.into()))
}

/// Delete a file that waits
///
/// One that came with a message goes by redaction, a proof of purchase by `removeProof`.
#[utoipa::path(
    delete,
    path = "/attachments/{attachment_id}",
    operation_id = "deleteAttachment",
    tag = "Attachments",
    params(("attachment_id" = Uuid, Path, description = "The attachment's id.")),
    responses(
        (status = 204, description = "Deleted."),
        (status = 409, description = "It is part of a message, a device, a parcel or a repair.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn delete_attachment(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    attachment::discard(&mut *tx, &cx, AttachmentId::from_uuid(id)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
