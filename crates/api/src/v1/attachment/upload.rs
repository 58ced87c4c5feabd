use axum::extract::State;
use bytes::Bytes;
use domain::{
    Ctx,
    attachment::{self, Allowance, FileContent, FileName, Intake, NewAttachment, ObjectName, Refused, Taken},
    id::AttachmentId,
    store::Tx,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::shape::Attachment;
use crate::{
    App,
    auth::Caller,
    extract::{IdempotencyKey, Upload, refused},
    idempotency::Repeatable,
    problem::Problem,
    v1::answer::Answer,
};

/// One file, with a name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "file": "Fader 3 jams." }))]
#[expect(dead_code, reason = "describes a body that is read piece by piece")]
pub(super) struct NewFile {
    /// The file's bytes. The operator may set another limit.
    #[schema(value_type = String, format = Binary, max_length = 26_214_400)]
    file: Vec<u8>,
}

/// Upload a file
///
/// It waits up to 24 hours for the message that it is sent with, or for `addProof`; until then only its
/// uploader knows of it. What it is is found out from its bytes, whatever the sender calls it. Pictures (JPEG, PNG,
/// WebP, GIF, HEIC, AVIF and BMP) lose what they tell of place, time and person; those of other kinds are refused with
/// the code `uncleaned`. What is no picture stays as it is.
#[utoipa::path(
    post,
    path = "/attachments",
    operation_id = "createAttachment",
    tag = "Attachments",
    params(IdempotencyKey),
    request_body(content = NewFile, content_type = "multipart/form-data"),
    responses((status = 201, description = "Stored.", body = Attachment,
        headers(
            ("Location" = String, description = "What is known of the file."),
            ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key stored it.")
        ),
        links(
            ("getAttachment" = (operation_id = "getAttachment", parameters(("attachment_id" = "$response.body#/id")))),
            ("getAttachmentContent" = (operation_id = "getAttachmentContent", parameters(("attachment_id" = "$response.body#/id"))))
        )))
)]
pub(super) async fn create_attachment(
    State(app): State<App>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    upload: Upload,
) -> Result<Answer<Attachment>, Problem> {
    let cx = app.ctx(actor);
    let limit = u64::try_from(app.settings().attachment_limit).unwrap_or(u64::MAX);
    let allowance = Allowance::for_files_of(limit);
    let mut tx = app.store().read().await?;
    attachment::check_allowance(&mut *tx, &cx, allowance, 0).await?;
    drop(tx);
    let content = receive(&app, &cx, upload.at_most(limit)).await?;
    let object = content.object.clone();

    let mut tx = app.store().begin().await?;
    let kept = keep(&app, &mut *tx, &cx, &key, allowance, content).await;
    let (attachment, is_replay) = match kept {
        Ok(kept) => kept,
        Err(problem) => {
            drop(tx);
            forget(&app, &object).await;
            return Err(problem);
        }
    };
    // Whether a commit that fails has happened is not known: then the object stays until it is found
    // to have no row.
    tx.commit().await?;
    if is_replay {
        forget(&app, &object).await;
    }
    let location = format!("/api/v1/attachments/{}", attachment.id);
    Ok(Answer::created(attachment.into(), location).replayed(is_replay))
}

/// Takes the file from the wire to the store, piece by piece. No transaction is open meanwhile.
async fn receive(app: &App, cx: &Ctx, mut upload: Upload) -> Result<FileContent, Problem> {
    let file_name = FileName::clean(&upload.file_name().await?);
    let object = ObjectName::new(cx);
    let mut writer = app.objects().create(&object).await?;
    let taken = async {
        let mut intake = Intake::new();
        while let Some(bytes) = upload.next().await? {
            let stored = intake.push(&bytes).map_err(not_taken)?;
            if !stored.is_empty() {
                writer.write(stored).await?;
            }
        }
        let (rest, taken) = intake.finish().map_err(not_taken)?;
        if !rest.is_empty() {
            writer.write(rest).await?;
        }
        Ok(taken)
    };
    match taken.await {
        Ok(Taken { media_type, size, sha256 }) => {
            writer.finish().await?;
            Ok(FileContent { object, file_name, media_type: media_type.to_owned(), size, sha256 })
        }
        Err(problem) => {
            writer.abort().await;
            Err(problem)
        }
    }
}

/// Writes the row, or finds the one that an earlier request with the same key and file has written.
async fn keep(
    app: &App,
    tx: &mut dyn Tx,
    cx: &Ctx,
    key: &IdempotencyKey,
    allowance: Allowance,
    content: FileContent,
) -> Result<(attachment::Attachment, bool), Problem> {
    let id = AttachmentId::new(cx);
    // The same file under the same name is the same request: boundaries differ each time.
    let body = Bytes::from([&content.sha256, content.file_name.as_str().as_bytes()].concat());
    let request = Repeatable { operation: "createAttachment", path: "", body: &body, makes: id.as_uuid() };
    if let Some(earlier) = key.claim(app, tx, cx, request).await? {
        return Ok((attachment::find(tx, cx, AttachmentId::from_uuid(earlier)).await?, true));
    }
    Ok((attachment::keep(tx, cx, allowance, NewAttachment { id, content }).await?, false))
}

fn not_taken(reason: Refused) -> Problem {
    let (code, detail) = match reason {
        Refused::Damaged => ("damaged", "must be a picture that can be read, or be packed into an archive"),
        Refused::Uncleaned => (
            "uncleaned",
            "must be a JPEG, PNG, WebP, GIF, HEIC, AVIF or BMP picture, or be packed into an archive",
        ),
        Refused::Bomb => ("archive_bomb", "must not be an archive that unpacks to over 200 times its size"),
        Refused::TwoInOne => ("two_in_one", "must be one file, without another of another kind in it"),
    };
    refused("file", code, detail)
}

/// Removes an object that got no row. One that stays is found by the next look for orphans.
async fn forget(app: &App, object: &ObjectName) {
    if app.objects().delete(object).await.is_err() {
        tracing::warn!("an object without a row could not be removed at once");
    }
}
