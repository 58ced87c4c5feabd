use axum::{extract::State, http::StatusCode};
use domain::{
    id::{AttachmentId, RepairId},
    repair,
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

/// The photos taken at a repair's intake; at most ten.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairPhotoList {
    /// In the order in which they were sent.
    items: Vec<Attachment>,
}

/// List the photos of a repair's intake
///
/// What the device looked like when it came, for the desk and its customer. `getAttachmentContent` gives their bytes.
#[utoipa::path(
    get,
    path = "/repairs/{repair_id}/photos",
    operation_id = "listRepairPhotos",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id.")),
    responses((status = 200, description = "The photos.", body = RepairPhotoList))
)]
pub(super) async fn list_repair_photos(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<RepairPhotoList>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let photos = repair::photos(&mut *tx, &cx, RepairId::from_uuid(id)).await?;
    Ok(Answer::ok(RepairPhotoList { items: photos.into_iter().map(Into::into).collect() }))
}

/// Add a photo of a repair's intake
///
/// An image of one's own that waits becomes a photo of a device that is received or diagnosed, which its customer sees;
/// repeating it changes nothing.
#[utoipa::path(
    put,
    path = "/repairs/{repair_id}/photos/{attachment_id}",
    operation_id = "addRepairPhoto",
    tag = "Repairs",
    params(
        ("repair_id" = Uuid, Path, description = "The repair's id."),
        ("attachment_id" = Uuid, Path, description = "The upload's id.")
    ),
    responses(
        (status = 200, description = "The file, which is a photo of the repair now.", body = Attachment),
        (status = 409, description = "The repair has ten photos, or is not at its intake.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn add_repair_photo(
    State(app): State<App>,
    Caller(actor): Caller,
    Path((repair, file)): Path<(Uuid, Uuid)>,
) -> Result<Answer<Attachment>, Problem> {
    let cx = app.ctx(actor);
    let (repair, file) = (RepairId::from_uuid(repair), AttachmentId::from_uuid(file));
    let mut tx = app.store().begin().await?;
    let photo = repair::add_photo(&mut *tx, &cx, repair, file).await?;
    tx.commit().await?;
    Ok(Answer::ok(photo.into()))
}

/// Destroy a photo of a repair's intake
///
/// At once, for everybody, and for good; that is on record. When the intake is over, only a lead does that.
#[utoipa::path(
    delete,
    path = "/repairs/{repair_id}/photos/{attachment_id}",
    operation_id = "removeRepairPhoto",
    tag = "Repairs",
    params(
        ("repair_id" = Uuid, Path, description = "The repair's id."),
        ("attachment_id" = Uuid, Path, description = "The file's id.")
    ),
    responses(
        (status = 204, description = "Destroyed."),
        (status = 409, description = "The repair is held by law.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn remove_repair_photo(
    State(app): State<App>,
    Caller(actor): Caller,
    Path((repair, file)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let (repair, file) = (RepairId::from_uuid(repair), AttachmentId::from_uuid(file));
    let mut tx = app.store().begin().await?;
    repair::remove_photo(&mut *tx, &cx, repair, file).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
