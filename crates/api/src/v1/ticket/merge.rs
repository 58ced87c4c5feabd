use axum::{extract::State, http::StatusCode};
use domain::{
    Ctx,
    id::{AccountId, MergeId, TicketId},
    store::Tx,
    ticket::{self, NewMerge},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::people::{People, Person};
use crate::{
    App,
    auth::Caller,
    extract::{IdempotencyKey, IfMatch, Json, Path},
    idempotency::Repeatable,
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::Answer,
};

/// One ticket's messages in another ticket.
#[derive(Serialize, ToSchema)]
pub(super) struct Merge {
    /// Stable id.
    id: Uuid,
    /// The ticket that goes on.
    target_id: Uuid,
    /// The ticket whose messages moved; it stands closed.
    source_id: Uuid,
    /// Who merged; `null` if the account is gone.
    #[schema(required)]
    merged_by: Option<Person>,
    /// When.
    merged_at: Timestamp,
    /// Who undid it; `null` if nobody has.
    #[schema(required)]
    undone_by: Option<Person>,
    /// When it was undone.
    #[schema(required)]
    undone_at: Option<Timestamp>,
}

impl Merge {
    async fn read(tx: &mut dyn Tx, merges: Vec<ticket::Merge>) -> domain::Result<Vec<Self>> {
        let staff: Vec<_> =
            merges.iter().flat_map(|merge| [merge.merged_by, merge.undone_by]).flatten().collect();
        let people = People::read(tx, staff.into_iter()).await?;
        let show = |merge: ticket::Merge| Self {
            id: merge.id.as_uuid(),
            target_id: merge.target.as_uuid(),
            source_id: merge.source.as_uuid(),
            merged_by: merge.merged_by.and_then(|id| people.person(id)),
            merged_at: merge.merged_at.into(),
            undone_by: merge.undone_by.and_then(|id| people.person(id)),
            undone_at: merge.undone_at.map(Into::into),
        };
        Ok(merges.into_iter().map(show).collect())
    }
}

/// The merges that a ticket took part in, newest last.
#[derive(Serialize, ToSchema)]
pub(super) struct MergeList {
    /// All of them.
    items: Vec<Merge>,
}

/// Which ticket to merge into this one.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "source_id": "01936f3e-0000-7000-8000-000000000000", "carry_participants": false }))]
pub(super) struct MergeRequest {
    /// The ticket whose messages move.
    source_id: Uuid,
    /// Whether customers who take part in the source (cc) take part in the target from now on. They
    /// see all of it then; otherwise they lose sight of what they could read in the source.
    #[serde(default)]
    carry_participants: bool,
    /// Whether customers who take part in this ticket only (cc) may read what the source brings along: the
    /// preview names them. Without it, the two are not merged if there is one.
    #[serde(default)]
    admit_new_readers: bool,
}

/// Merge a ticket into this one
///
/// All messages of the source move here, in the order of their times; each says where it was written.
/// The source stands closed and points here, and a reply to it arrives here. Both tickets must have the
/// same requester. It can be undone.
#[utoipa::path(
    post,
    path = "/tickets/{ticket_id}/merges",
    operation_id = "mergeTicket",
    tag = "Merges",
    params(("ticket_id" = Uuid, Path, description = "The ticket that goes on."), IfMatch, IdempotencyKey),
    request_body = MergeRequest,
    responses(
        (status = 201, description = "Merged.", body = Merge,
            headers(
                ("Location" = String, description = "The ticket's merges."),
                ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key merged them.")
            ),
            links(("undoMerge" = (operation_id = "undoMerge", parameters(("ticket_id" = "$response.body#/target_id"), ("merge_id" = "$response.body#/id")))))),
        (status = 409, description = "The two cannot be merged.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn merge_ticket(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(target): Path<Uuid>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Json { value, body }: Json<MergeRequest>,
) -> Result<Answer<Merge>, Problem> {
    let cx = app.ctx(actor);
    let new = NewMerge {
        id: MergeId::new(&cx),
        source: TicketId::from_uuid(value.source_id),
        carry_participants: value.carry_participants,
        admit_new_readers: value.admit_new_readers,
    };
    let path = target.to_string();
    let request = Repeatable { operation: "mergeTicket", path: &path, body: &body, makes: new.id.as_uuid() };
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let target = TicketId::from_uuid(target);
    if earlier.is_none() {
        ticket::merge(&mut *tx, &cx, target, if_match.expected(), new).await?;
    }
    let id = earlier.map_or(new.id, MergeId::from_uuid);
    let shown = find(&mut *tx, &cx, target, id).await?;
    tx.commit().await?;
    let location = format!("/api/v1/tickets/{target}/merges");
    Ok(Answer::created(shown, location).replayed(earlier.is_some()))
}

async fn find(tx: &mut dyn Tx, cx: &Ctx, ticket: TicketId, id: MergeId) -> domain::Result<Merge> {
    let merges = ticket::merges(tx, cx, ticket).await?;
    let merge = merges.into_iter().filter(|merge| merge.id == id).collect();
    Merge::read(tx, merge).await?.pop().ok_or(domain::Error::NotFound("merge"))
}

/// List a ticket's merges
///
/// Those into it and the one out of it, undone ones too; newest last.
#[utoipa::path(
    get,
    path = "/tickets/{ticket_id}/merges",
    operation_id = "listMerges",
    tag = "Merges",
    params(("ticket_id" = Uuid, Path, description = "The ticket's id.")),
    responses((status = 200, description = "All of them.", body = MergeList))
)]
pub(super) async fn list_merges(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<MergeList>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().glance().await?;
    let merges = ticket::merges(&mut *tx, &cx, TicketId::from_uuid(id)).await?;
    Ok(Answer::ok(MergeList { items: Merge::read(&mut *tx, merges).await? }))
}

/// Undo a merge
///
/// The source stands where it stood, with the messages that came from it and are still here. What was
/// written here since stays here. Harmless if it was undone before.
#[utoipa::path(
    delete,
    path = "/tickets/{ticket_id}/merges/{merge_id}",
    operation_id = "undoMerge",
    tag = "Merges",
    params(
        ("ticket_id" = Uuid, Path, description = "The ticket that the other was merged into."),
        ("merge_id" = Uuid, Path, description = "The merge's id."),
        IfMatch
    ),
    responses(
        (status = 204, description = "Undone."),
        (status = 409, description = "The ticket was closed or merged on.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn undo_merge(
    State(app): State<App>,
    Caller(actor): Caller,
    Path((target, merge)): Path<(Uuid, Uuid)>,
    if_match: IfMatch,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let (target, merge) = (TicketId::from_uuid(target), MergeId::from_uuid(merge));
    let mut tx = app.store().begin().await?;
    ticket::undo_merge(&mut *tx, &cx, target, if_match.expected(), merge).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which ticket would be merged into this one.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "source_id": "01936f3e-0000-7000-8000-000000000000" }))]
pub(super) struct MergePreviewRequest {
    /// The ticket whose messages would move.
    source_id: Uuid,
}

/// What a merge would do.
#[derive(Serialize, ToSchema)]
pub(super) struct MergePreview {
    /// The ticket whose messages would move.
    source_id: Uuid,
    /// What people say aloud.
    source_number: i64,
    /// What it is about.
    source_subject: String,
    /// How many messages would move.
    message_count: u64,
    /// Customers who take part in the source only: they lose sight of its messages, or are carried
    /// over and see the whole target.
    participants: Vec<Person>,
    /// Customers who take part in the target only: they would read the source's messages, and must be admitted.
    new_readers: Vec<Person>,
    /// What keeps the two from being merged; `null` if nothing does.
    #[schema(required)]
    obstacle: Option<String>,
}

/// Preview a merge
///
/// Says what a merge would do and whom it concerns. Changes nothing.
#[utoipa::path(
    post,
    path = "/tickets/{ticket_id}/merges/preview",
    operation_id = "previewMerge",
    tag = "Merges",
    params(("ticket_id" = Uuid, Path, description = "The ticket that would go on.")),
    request_body = MergePreviewRequest,
    responses((status = 200, description = "What would happen.", body = MergePreview))
)]
pub(super) async fn preview_merge(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(target): Path<Uuid>,
    Json { value, .. }: Json<MergePreviewRequest>,
) -> Result<Answer<MergePreview>, Problem> {
    let cx = app.ctx(actor);
    let (target, source) = (TicketId::from_uuid(target), TicketId::from_uuid(value.source_id));
    let mut tx = app.store().read().await?;
    let preview = ticket::preview_merge(&mut *tx, &cx, target, source).await?;
    let concerned = preview.participants.iter().chain(&preview.new_readers).copied();
    let people = People::read(&mut *tx, concerned).await?;
    let person = |id: &AccountId| people.person(*id);
    Ok(Answer::ok(MergePreview {
        source_id: preview.source.id.as_uuid(),
        source_number: preview.source.number,
        source_subject: preview.source.subject.as_str().to_owned(),
        message_count: preview.messages,
        participants: preview.participants.iter().filter_map(person).collect(),
        new_readers: preview.new_readers.iter().filter_map(person).collect(),
        obstacle: preview.obstacle.map(str::to_owned),
    }))
}
