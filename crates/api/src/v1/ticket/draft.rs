use axum::{
    extract::{OriginalUri, State},
    http::StatusCode,
};
use domain::{
    error::Fields,
    id::{AccountId, AttachmentId, TicketId},
    store::Tx,
    ticket::{self, DRAFT_LIFETIME, DraftBody, DraftContent, DraftRow, ShownDraft, Viewer},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{
    names::{MessageFormat, MessageKind, TicketStatus},
    people::{People, Person},
};
use crate::{
    App,
    auth::Caller,
    cursor::List,
    extract::{IfMatch, Json, Path, Query},
    patch::non_null,
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::{Answer, PageAnswer, PageQuery, page},
    v1::attachment::Attachment,
};

/// What the caller has begun to write in a ticket. Nobody else sees it.
#[derive(Serialize, ToSchema)]
pub(super) struct Draft {
    /// In which ticket.
    ticket_id: Uuid,
    /// For whom it is to be.
    kind: MessageKind,
    /// How to read the text.
    format: MessageFormat,
    /// What is written so far; payment cards are masked.
    body: String,
    /// The uploads that are to come with it, as far as no message has taken them. They wait as long as the
    /// draft.
    attachments: Vec<Attachment>,
    /// Where it is to move the ticket.
    #[schema(required)]
    set_status: Option<TicketStatus>,
    /// Members of staff who are to be named in a note.
    mentions: Vec<Uuid>,
    /// The ticket's version that the caller knew.
    base_version: i64,
    /// The ticket's version now: another one means that something has changed meanwhile.
    ticket_version: i64,
    /// What others have written since `base_version`: the oldest 20.
    missed: Vec<MissedMessage>,
    /// The version, which is the ETag. Send it as `draft_version` with the message that the draft becomes.
    version: i64,
    /// When it was begun.
    created_at: Timestamp,
    /// When it was last changed.
    updated_at: Timestamp,
    /// When it is thrown away unless it is changed before.
    expires_at: Timestamp,
}

/// A message that came while the draft was written.
#[derive(Serialize, ToSchema)]
pub(super) struct MissedMessage {
    /// Which.
    message_id: Uuid,
    /// For whom.
    kind: MessageKind,
    /// Who wrote it; `null` if the account is gone.
    #[schema(required)]
    author: Option<Person>,
    /// When.
    created_at: Timestamp,
}

impl Draft {
    async fn show(tx: &mut dyn Tx, shown: ShownDraft) -> domain::Result<Self> {
        let ShownDraft { draft, attachments, ticket_version, missed } = shown;
        let people = People::read(tx, missed.iter().map(|message| message.author)).await?;
        let missed = missed.into_iter().map(|message| MissedMessage {
            message_id: message.id.as_uuid(),
            kind: message.kind.into(),
            author: people.person(message.author),
            created_at: message.created_at.into(),
        });
        let content = draft.content;
        Ok(Self {
            ticket_id: draft.ticket.as_uuid(),
            kind: content.kind.into(),
            format: content.format.into(),
            body: content.body.into_string(),
            attachments: attachments.into_iter().map(Attachment::from).collect(),
            set_status: content.set_status.map(Into::into),
            mentions: content.mentions.into_iter().map(AccountId::as_uuid).collect(),
            base_version: draft.base_version,
            ticket_version,
            missed: missed.collect(),
            version: draft.version,
            created_at: draft.created_at.into(),
            updated_at: draft.updated_at.into(),
            expires_at: (draft.updated_at + DRAFT_LIFETIME).into(),
        })
    }
}

/// What is written so far. It replaces what was kept: absent means none.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "kind": "reply", "body": "Please update the", "base_version": 3 }))]
pub(super) struct DraftInput {
    /// For whom it is to be. A customer writes replies.
    kind: MessageKind,
    /// The text so far; may be empty.
    #[validate(length(max = 100_000))]
    #[schema(max_length = 100_000)]
    body: String,
    /// How to read the text; `text` if absent.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    format: Option<MessageFormat>,
    /// Uploads of one's own that no message has taken, each once.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    attachment_ids: Vec<Uuid>,
    /// Where it is to move the ticket.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    set_status: Option<TicketStatus>,
    /// Members of staff who are to be named in a note.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    mentions: Vec<Uuid>,
    /// The ticket's version that the caller knows. If absent, what the draft knew before, or the ticket as
    /// it is now.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(range(min = 0, max = 9_007_199_254_740_991_i64))]
    #[schema(nullable = false, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    base_version: Option<i64>,
}

impl DraftInput {
    fn parse(self) -> Result<(DraftContent, Option<i64>), Problem> {
        let mut fields = Fields::default();
        let body = fields.take("body", DraftBody::parse(&self.body));
        let mut mentions: Vec<_> = self.mentions.into_iter().map(AccountId::from_uuid).collect();
        let mut seen = std::collections::HashSet::new();
        mentions.retain(|account| seen.insert(*account));
        let content = DraftContent {
            kind: self.kind.into(),
            format: self.format.unwrap_or(MessageFormat::Text).into(),
            body: fields.require(body)?,
            set_status: self.set_status.map(Into::into),
            mentions,
            attachments: self.attachment_ids.into_iter().map(AttachmentId::from_uuid).collect(),
        };
        Ok((content, self.base_version))
    }
}

/// Keep a draft
///
/// One of each person at a ticket, in place of what was kept. `If-Match: "0"` keeps it only if there is none
/// yet. Nobody else sees it, and search does not find it; after 30 days without a change it is thrown away. The
/// answer says what others have written since `base_version`.
#[utoipa::path(
    put,
    path = "/tickets/{ticket_id}/draft",
    operation_id = "putDraft",
    tag = "Drafts",
    params(("ticket_id" = Uuid, Path, description = "The ticket's id."), IfMatch),
    request_body = DraftInput,
    responses((status = 200, description = "The draft.", body = Draft,
        headers(("ETag" = String, description = "The new version."))))
)]
pub(super) async fn put_draft(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json { value, .. }: Json<DraftInput>,
) -> Result<Answer<Draft>, Problem> {
    let cx = app.ctx(actor);
    let new = value.parse()?;
    let mut tx = app.store().begin().await?;
    let kept = ticket::put_draft(&mut *tx, &cx, TicketId::from_uuid(id), if_match.expected(), new).await?;
    let shown = Draft::show(&mut *tx, kept).await?;
    tx.commit().await?;
    let version = shown.version;
    Ok(Answer::ok(shown).version(version))
}

/// Read one's draft
///
/// With what others have written since.
#[utoipa::path(
    get,
    path = "/tickets/{ticket_id}/draft",
    operation_id = "getDraft",
    tag = "Drafts",
    params(("ticket_id" = Uuid, Path, description = "The ticket's id.")),
    responses((status = 200, description = "The draft.", body = Draft,
        headers(("ETag" = String, description = "The version."))))
)]
pub(super) async fn get_draft(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<Draft>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let kept = ticket::draft(&mut *tx, &cx, TicketId::from_uuid(id)).await?;
    let shown = Draft::show(&mut *tx, kept).await?;
    let version = shown.version;
    Ok(Answer::ok(shown).version(version))
}

/// Throw one's draft away
///
/// Its uploads stay, and wait as any others.
#[utoipa::path(
    delete,
    path = "/tickets/{ticket_id}/draft",
    operation_id = "deleteDraft",
    tag = "Drafts",
    params(("ticket_id" = Uuid, Path, description = "The ticket's id."), IfMatch),
    responses((status = 204, description = "Thrown away."))
)]
pub(super) async fn delete_draft(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    ticket::remove_draft(&mut *tx, &cx, TicketId::from_uuid(id), if_match.expected()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A draft of the caller, without its text.
#[derive(Serialize, ToSchema)]
pub(super) struct DraftSummary {
    /// In which ticket.
    ticket_id: Uuid,
    /// What people call the ticket.
    ticket_number: i64,
    /// What the ticket is about.
    subject: String,
    /// For whom it is to be.
    kind: MessageKind,
    /// Whether the ticket has changed since the version that the caller knew.
    is_behind: bool,
    /// The draft's version.
    version: i64,
    /// When it was last changed.
    updated_at: Timestamp,
    /// When it is thrown away unless it is changed before.
    expires_at: Timestamp,
}

impl DraftSummary {
    fn show(viewer: Viewer, row: DraftRow) -> Self {
        Self {
            ticket_id: row.ticket.id.as_uuid(),
            ticket_number: row.ticket.number,
            kind: row.kind.into(),
            is_behind: viewer.version(&row.ticket) != row.base_version,
            subject: row.ticket.subject.into_string(),
            version: row.version,
            updated_at: row.updated_at.into(),
            expires_at: (row.updated_at + DRAFT_LIFETIME).into(),
        }
    }
}

page! {
    /// One page of one's own drafts, newest first.
    DraftPage of DraftSummary
}

/// List one's drafts
///
/// In all tickets that the caller sees, the newest first.
#[utoipa::path(
    get,
    path = "/me/drafts",
    operation_id = "listDrafts",
    tag = "Drafts",
    params(PageQuery),
    responses((status = 200, description = "One page.", body = DraftPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_drafts(
    State(app): State<App>,
    Caller(actor): Caller,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<PageQuery>,
) -> Result<PageAnswer<DraftPage>, Problem> {
    let cx = app.ctx(actor);
    let viewer = Viewer::of(&actor)?;
    let list = List::new(&app, &cx, "listDrafts", "");
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store().glance().await?;
    let page = ticket::drafts(&mut *tx, &cx, &request).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let items = page.items.into_iter().map(|row| DraftSummary::show(viewer, row)).collect();
    Ok(PageAnswer { body: DraftPage { items, next_cursor }, link })
}
