use axum::extract::State;
use domain::{
    Error,
    error::Fields,
    id::TagRenameId,
    ticket::{self, Tag},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{
    App,
    auth::Caller,
    extract::{IdempotencyKey, Json, Path},
    idempotency::Repeatable,
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::Answer,
};

/// What a label is to be called.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "to": "usb-hub" }))]
pub(super) struct NewTagName {
    /// The label that takes its place. If tickets carry that one already, the two become one.
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50)]
    to: String,
}

/// An order to rename a label, and how far it is.
#[derive(Serialize, ToSchema)]
pub(super) struct TagRename {
    /// Stable id.
    id: Uuid,
    /// The label that goes.
    from: String,
    /// The label that takes its place.
    to: String,
    /// `running` until the last ticket is changed.
    state: TagRenameState,
    /// How many tickets were changed so far, deleted ones among them.
    changed: u64,
    /// When it was ordered.
    created_at: Timestamp,
    /// When the last ticket was changed.
    #[schema(required)]
    finished_at: Option<Timestamp>,
}

/// An order to remove a label, and how far it is.
#[derive(Serialize, ToSchema)]
pub(super) struct TagRemoval {
    /// Stable id.
    id: Uuid,
    /// The label that goes.
    tag: String,
    /// `running` until the last ticket is changed.
    state: TagRenameState,
    /// How many tickets were changed so far, deleted ones among them.
    changed: u64,
    /// When it was ordered.
    created_at: Timestamp,
    /// When the last ticket was changed.
    #[schema(required)]
    finished_at: Option<Timestamp>,
}

/// How far the order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum TagRenameState {
    /// Tickets carry the old label.
    Running,
    /// No ticket does.
    Finished,
}

impl TagRenameState {
    const fn of(rename: &ticket::TagRename) -> Self {
        if rename.finished_at.is_some() { Self::Finished } else { Self::Running }
    }
}

impl TryFrom<ticket::TagRename> for TagRename {
    type Error = Error;

    fn try_from(rename: ticket::TagRename) -> Result<Self, Error> {
        let state = TagRenameState::of(&rename);
        let to = rename.to.ok_or_else(|| Error::internal("a label that is removed is not renamed"))?;
        Ok(Self {
            id: rename.id.as_uuid(),
            from: rename.from.as_str().to_owned(),
            to: to.as_str().to_owned(),
            state,
            changed: rename.changed,
            created_at: rename.created_at.into(),
            finished_at: rename.finished_at.map(Into::into),
        })
    }
}

impl From<ticket::TagRename> for TagRemoval {
    fn from(rename: ticket::TagRename) -> Self {
        Self {
            id: rename.id.as_uuid(),
            tag: rename.from.as_str().to_owned(),
            state: TagRenameState::of(&rename),
            changed: rename.changed,
            created_at: rename.created_at.into(),
            finished_at: rename.finished_at.map(Into::into),
        }
    }
}

/// Rename a label
///
/// On all tickets that carry it, closed and deleted ones too, in the background. If tickets carry the other
/// label already, the two become one: that cannot be undone by renaming back. Views and macros name the
/// new label, too. The order is kept for 7 days.
#[utoipa::path(
    post,
    path = "/tags/{tag}/renames",
    operation_id = "renameTag",
    tag = "Tickets",
    params(
        ("tag" = String, Path, description = "The label.", min_length = 1, max_length = 50, example = "usbhub"),
        IdempotencyKey
    ),
    request_body = NewTagName,
    responses((status = 202, description = "Ordered.", body = TagRename,
        headers(
            ("Location" = String, description = "The order, and how far it is."),
            ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key ordered it.")
        ),
        links(("getTagRename" = (operation_id = "getTagRename", parameters(("tag_rename_id" = "$response.body#/id"))))))
    )
)]
pub(super) async fn rename_tag(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(tag): Path<String>,
    key: IdempotencyKey,
    Json { value, body }: Json<NewTagName>,
) -> Result<Answer<TagRename>, Problem> {
    let cx = app.ctx(actor);
    let from = Tag::parse(&tag).map_err(|_| Error::NotFound("label"))?;
    let mut fields = Fields::default();
    let to = fields.take("to", Tag::parse(&value.to));
    let to = fields.require(to)?;
    let id = TagRenameId::new(&cx);
    let request =
        Repeatable { operation: "renameTag", path: from.as_str(), body: &body, makes: id.as_uuid() };
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let rename = match earlier {
        Some(id) => ticket::find_tag_rename(&mut *tx, &cx, TagRenameId::from_uuid(id)).await?,
        None => ticket::rename_tag(&mut *tx, &cx, id, from.clone(), to).await?,
    };
    tx.commit().await?;
    let location = format!("/api/v1/tag-renames/{}", rename.id);
    Ok(Answer::accepted(rename.try_into()?, location).replayed(earlier.is_some()))
}

/// Read how far the renaming of a label is
///
/// For 7 days.
#[utoipa::path(
    get,
    path = "/tag-renames/{tag_rename_id}",
    operation_id = "getTagRename",
    tag = "Tickets",
    params(("tag_rename_id" = Uuid, Path, description = "The order's id.")),
    responses((status = 200, description = "The order.", body = TagRename))
)]
pub(super) async fn get_tag_rename(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<TagRename>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    Ok(Answer::ok(ticket::find_tag_rename(&mut *tx, &cx, TagRenameId::from_uuid(id)).await?.try_into()?))
}

/// Remove a label
///
/// From all tickets that carry it, closed and deleted ones too, in the background; the history of each ticket
/// says so. A shared view or macro that names the label has to be changed first (409); what people keep for
/// themselves stays as it is. The order is kept for 7 days.
#[utoipa::path(
    delete,
    path = "/tags/{tag}",
    operation_id = "removeTag",
    tag = "Tickets",
    params(("tag" = String, Path, description = "The label.", min_length = 1, max_length = 50, example = "usbhub")),
    responses((status = 202, description = "Ordered.", body = TagRemoval,
        headers(("Location" = String, description = "The order, and how far it is.")),
        links(("getTagRemoval" = (operation_id = "getTagRemoval", parameters(("tag_removal_id" = "$response.body#/id"))))))
    )
)]
pub(super) async fn remove_tag(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(tag): Path<String>,
) -> Result<Answer<TagRemoval>, Problem> {
    let cx = app.ctx(actor);
    let tag = Tag::parse(&tag).map_err(|_| Error::NotFound("label"))?;
    let mut tx = app.store().begin().await?;
    let removal = ticket::remove_tag(&mut *tx, &cx, tag).await?;
    tx.commit().await?;
    let location = format!("/api/v1/tag-removals/{}", removal.id);
    Ok(Answer::accepted(removal.into(), location))
}

/// Read how far the removal of a label is
///
/// For 7 days.
#[utoipa::path(
    get,
    path = "/tag-removals/{tag_removal_id}",
    operation_id = "getTagRemoval",
    tag = "Tickets",
    params(("tag_removal_id" = Uuid, Path, description = "The order's id.")),
    responses((status = 200, description = "The order.", body = TagRemoval))
)]
pub(super) async fn get_tag_removal(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<TagRemoval>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    Ok(Answer::ok(ticket::find_tag_removal(&mut *tx, &cx, TagRenameId::from_uuid(id)).await?.into()))
}
