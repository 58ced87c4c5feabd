use axum::{extract::State, http::StatusCode};
use domain::{
    id::{AttachmentId, ParcelId},
    parcel,
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

/// The photos of a parcel without a number; at most ten.
#[derive(Serialize, ToSchema)]
pub(super) struct ParcelPhotoList {
    /// In the order in which they were sent.
    items: Vec<Attachment>,
}

/// List the photos of a parcel
///
/// For staff. `getAttachmentContent` gives their bytes. When the parcel is matched they become part of a message in the
/// repair's ticket, where its customer sees them, and are no longer here.
#[utoipa::path(
    get,
    path = "/unidentified-parcels/{parcel_id}/photos",
    operation_id = "listParcelPhotos",
    tag = "Parcels",
    params(("parcel_id" = Uuid, Path, description = "The parcel's id.")),
    responses((status = 200, description = "The photos.", body = ParcelPhotoList))
)]
pub(super) async fn list_parcel_photos(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<ParcelPhotoList>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let photos = parcel::photos(&mut *tx, &cx, ParcelId::from_uuid(id)).await?;
    Ok(Answer::ok(ParcelPhotoList { items: photos.into_iter().map(Into::into).collect() }))
}

/// Add a photo of a parcel
///
/// An image of one's own that waits becomes a photo of a parcel that is open; repeating it changes nothing.
#[utoipa::path(
    put,
    path = "/unidentified-parcels/{parcel_id}/photos/{attachment_id}",
    operation_id = "addParcelPhoto",
    tag = "Parcels",
    params(
        ("parcel_id" = Uuid, Path, description = "The parcel's id."),
        ("attachment_id" = Uuid, Path, description = "The upload's id.")
    ),
    responses(
        (status = 200, description = "The file, which is a photo of the parcel now.", body = Attachment),
        (status = 409, description = "The parcel has ten photos, or is settled.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn add_parcel_photo(
    State(app): State<App>,
    Caller(actor): Caller,
    Path((parcel, file)): Path<(Uuid, Uuid)>,
) -> Result<Answer<Attachment>, Problem> {
    let cx = app.ctx(actor);
    let (parcel, file) = (ParcelId::from_uuid(parcel), AttachmentId::from_uuid(file));
    let mut tx = app.store().begin().await?;
    let photo = parcel::add_photo(&mut *tx, &cx, parcel, file).await?;
    tx.commit().await?;
    Ok(Answer::ok(photo.into()))
}

/// Destroy a photo of a parcel
///
/// At once, for everybody, and for good; while the parcel is open.
#[utoipa::path(
    delete,
    path = "/unidentified-parcels/{parcel_id}/photos/{attachment_id}",
    operation_id = "removeParcelPhoto",
    tag = "Parcels",
    params(
        ("parcel_id" = Uuid, Path, description = "The parcel's id."),
        ("attachment_id" = Uuid, Path, description = "The file's id.")
    ),
    responses(
        (status = 204, description = "Destroyed."),
        (status = 409, description = "The parcel is settled.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn remove_parcel_photo(
    State(app): State<App>,
    Caller(actor): Caller,
    Path((parcel, file)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let (parcel, file) = (ParcelId::from_uuid(parcel), AttachmentId::from_uuid(file));
    let mut tx = app.store().begin().await?;
    parcel::remove_photo(&mut *tx, &cx, parcel, file).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
