use std::collections::{HashMap, HashSet};

use axum::{
    extract::{OriginalUri, State},
    http::StatusCode,
};
use domain::{
    Ctx, Error, attachment,
    error::Fields,
    id::{AccountId, AttachmentId, MessageId, TicketId},
    store::Tx,
    ticket::{self, Body, PeopledMessage, Viewer},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{
    names::{MessageFormat, MessageKind, TicketStatus},
    people::Person,
    sensitive::SensitiveText,
};
use crate::{
    App,
    auth::Caller,
    cursor::List,
    extract::{IdempotencyKey, Json, Path, Query},
    idempotency::Repeatable,
    patch::non_null,
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::{Answer, PageAnswer, PageQuery, page},
    v1::attachment::Attachment,
};

/// Something said in a ticket.
#[derive(Serialize, ToSchema)]
pub(crate) struct Message {
    /// Stable id.
    id: Uuid,
    /// In which ticket.
    ticket_id: Uuid,
    /// In which ticket it was written, if a merge or a split has moved it since.
    #[schema(required)]
    origin_ticket_id: Option<Uuid>,
    /// For whom.
    kind: MessageKind,
    /// Who said it; `null` if the account is gone.
    #[schema(required)]
    author: Option<Person>,
    /// How to read the body.
    format: MessageFormat,
    /// What was said, as sent but for what was taken out of it.
    body: String,
    /// Whom it went to, each by a mail of their own; for customers, the customers among them.
    recipients: Vec<Person>,
    /// Until when its author can take it back by `undoMessage`: customers don't see it yet. `null` once
    /// it is out.
    #[schema(required)]
    undo_until: Option<Timestamp>,
    /// The files that came with it.
    attachments: Vec<Attachment>,
    /// Pieces of the body that look as if they had better not be in a message, such as a postal address: for the
    /// customer who wrote it. `null` for all others; staff read `staff.warnings`.
    #[schema(required)]
    warnings: Option<Vec<SensitiveText>>,
    /// What only staff see; `null` for others.
    #[schema(required)]
    staff: Option<MessageForStaff>,
    /// When something was last taken out of it for good.
    #[schema(required)]
    redacted_at: Option<Timestamp>,
    /// When.
    created_at: Timestamp,
}

/// What only staff see of a message.
#[derive(Serialize, ToSchema)]
pub(crate) struct MessageForStaff {
    /// Pieces of the body that look sensitive, to be redacted or left.
    warnings: Vec<SensitiveText>,
}

impl Message {
    /// Shows messages to the viewer. Recipients and files are read where there are any.
    async fn show_all(
        tx: &mut dyn Tx,
        viewer: Viewer,
        messages: Vec<PeopledMessage>,
    ) -> domain::Result<Vec<Self>> {
        let those = |which: fn(&PeopledMessage) -> bool| -> Vec<_> {
            messages.iter().filter(|read| which(read)).map(|read| read.message.id).collect()
        };
        let mut recipients: HashMap<_, Vec<Person>> = HashMap::new();
        for (message, person) in tx.recipients().people(&those(|read| read.has_recipients)).await? {
            if viewer.is_staff() || !person.is_staff {
                recipients.entry(message).or_default().push(person.into());
            }
        }
        let mut attachments = attachment::of_messages(tx, &those(|read| read.has_files)).await?;
        let show = |read: PeopledMessage| {
            let id = read.message.id;
            let recipients = recipients.remove(&id).unwrap_or_default();
            Self::show(viewer, read, recipients, attachments.remove(&id).unwrap_or_default())
        };
        Ok(messages.into_iter().map(show).collect())
    }

    /// Shows one of them, as it is stored by now.
    pub(crate) async fn show_one(tx: &mut dyn Tx, viewer: Viewer, id: MessageId) -> domain::Result<Self> {
        let absent = || Error::NotFound("message");
        let read = tx.messages().find_peopled(viewer, id).await?.ok_or_else(absent)?;
        Self::show_all(tx, viewer, vec![read]).await?.pop().ok_or_else(absent)
    }

    fn show(
        viewer: Viewer,
        read: PeopledMessage,
        recipients: Vec<Person>,
        attachments: Vec<attachment::Attachment>,
    ) -> Self {
        let PeopledMessage { message, author, .. } = read;
        let warnings = || SensitiveText::all_in(message.body.as_str());
        Self {
            warnings: (viewer == Viewer::Requester(message.author)).then(warnings),
            staff: viewer.is_staff().then(|| MessageForStaff { warnings: warnings() }),
            id: message.id.as_uuid(),
            ticket_id: message.ticket.as_uuid(),
            origin_ticket_id: message.origin.map(TicketId::as_uuid),
            kind: message.kind.into(),
            author: author.map(Into::into),
            format: message.format.into(),
            body: message.body.into_string(),
            recipients,
            undo_until: message.held.map(|hold| hold.until.into()),
            attachments: attachments.into_iter().map(Attachment::from).collect(),
            redacted_at: message.redacted_at.map(Into::into),
            created_at: message.created_at.into(),
        }
    }
}

page! {
    /// One page of messages, oldest first.
    MessagePage of Message
}

/// A reply or a note.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "kind": "reply", "body": "Please update the firmware.", "set_status": "pending" }))]
pub(super) struct NewMessage {
    /// For whom.
    kind: MessageKind,
    /// What is said; kept exactly as sent.
    #[validate(length(min = 1, max = 100_000))]
    #[schema(min_length = 1, max_length = 100_000)]
    body: String,
    /// How to read the body; `text` if absent.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    format: Option<MessageFormat>,
    /// Uploads of one's own that no message has taken, each once.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(max = 20))]
    #[schema(nullable = false, max_items = 20)]
    attachment_ids: Option<Vec<Uuid>>,
    /// Moves the ticket with the same act.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    set_status: Option<TicketStatus>,
    /// The version of one's draft that this is: sent, it is thrown away. If it is another by now, nothing is
    /// sent.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(range(min = 1, max = 9_007_199_254_740_991_i64))]
    #[schema(nullable = false, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    draft_version: Option<i64>,
    /// Members of staff who are named in a note: each gets a mail.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    mentions: Vec<Uuid>,
}

impl NewMessage {
    fn parse(self, app: &App, cx: &Ctx) -> Result<ticket::NewMessage, Problem> {
        let mut mentions: Vec<_> = self.mentions.into_iter().map(AccountId::from_uuid).collect();
        let mut seen = HashSet::new();
        mentions.retain(|account| seen.insert(*account));
        let mut fields = Fields::default();
        let body = fields.take("body", Body::parse(&self.body));
        Ok(ticket::NewMessage {
            id: MessageId::new(cx),
            kind: self.kind.into(),
            format: self.format.unwrap_or(MessageFormat::Text).into(),
            body: fields.require(body)?,
            attachments: self.attachment_ids.into_iter().flatten().map(AttachmentId::from_uuid).collect(),
            set_status: self.set_status.map(Into::into),
            mentions,
            draft: self.draft_version,
            undo: app.settings().undo,
        })
    }
}

/// Write a reply or a note
///
/// The requester's reply reopens the ticket; to a closed one it opens a follow-up, and the
/// message's `ticket_id` is the new ticket. A reply of the staff goes to the requester and to who takes
/// part as cc, each by a mail of their own. Until `undo_until` customers don't see it, it moves nothing,
/// and its author can take it back; if they are locked until then, it becomes a note instead. A note is never
/// shown to customers.
#[utoipa::path(
    post,
    path = "/tickets/{ticket_id}/messages",
    operation_id = "createMessage",
    tag = "Messages",
    params(("ticket_id" = Uuid, Path, description = "The ticket's id."), IdempotencyKey),
    request_body = NewMessage,
    responses((status = 201, description = "Written.", body = Message,
        headers(
            ("Location" = String, description = "The message."),
            ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key wrote it.")
        ),
        links(("getMessage" = (operation_id = "getMessage",
            parameters(("ticket_id" = "$response.body#/ticket_id"), ("message_id" = "$response.body#/id")))))))
)]
pub(super) async fn create_message(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(ticket): Path<Uuid>,
    key: IdempotencyKey,
    Json { value, body }: Json<NewMessage>,
) -> Result<Answer<Message>, Problem> {
    let cx = app.ctx(actor);
    let new = value.parse(&app, &cx)?;
    let path = ticket.to_string();
    let request =
        Repeatable { operation: "createMessage", path: &path, body: &body, makes: new.id.as_uuid() };
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let message = match earlier {
        Some(id) => ticket::find_message(&mut *tx, &cx, MessageId::from_uuid(id)).await?,
        None => ticket::post(&mut *tx, &cx, TicketId::from_uuid(ticket), new).await?,
    };
    let viewer = Viewer::of(&actor)?;
    let place = (message.ticket, message.id);
    let shown = Message::show_one(&mut *tx, viewer, message.id).await?;
    tx.commit().await?;
    let location = format!("/api/v1/tickets/{}/messages/{}", place.0, place.1);
    Ok(Answer::created(shown, location).replayed(earlier.is_some()))
}

/// List a ticket's messages
///
/// Oldest first. The requester gets replies only.
#[utoipa::path(
    get,
    path = "/tickets/{ticket_id}/messages",
    operation_id = "listMessages",
    tag = "Messages",
    params(("ticket_id" = Uuid, Path, description = "The ticket's id."), PageQuery),
    responses((status = 200, description = "One page.", body = MessagePage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_messages(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<PageQuery>,
) -> Result<PageAnswer<MessagePage>, Problem> {
    let cx = app.ctx(actor);
    let list = List::new(&app, &cx, "listMessages", &id.to_string());
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store().glance().await?;
    let viewer = Viewer::of(cx.actor())?;
    let page = tx.messages().list_peopled(TicketId::from_uuid(id), viewer, &request).await?;
    let page = page.ok_or(Error::NotFound("ticket"))?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let items = Message::show_all(&mut *tx, viewer, page.items).await?;
    Ok(PageAnswer { body: MessagePage { items, next_cursor }, link })
}

/// Read a message
///
/// For a requester, a note is not there.
#[utoipa::path(
    get,
    path = "/tickets/{ticket_id}/messages/{message_id}",
    operation_id = "getMessage",
    tag = "Messages",
    params(
        ("ticket_id" = Uuid, Path, description = "The ticket's id."),
        ("message_id" = Uuid, Path, description = "The message's id.")
    ),
    responses((status = 200, description = "The message.", body = Message))
)]
pub(super) async fn get_message(
    State(app): State<App>,
    Caller(actor): Caller,
    Path((ticket, message)): Path<(Uuid, Uuid)>,
) -> Result<Answer<Message>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().glance().await?;
    let viewer = Viewer::of(cx.actor())?;
    let shown = Message::show_one(&mut *tx, viewer, MessageId::from_uuid(message)).await?;
    if shown.ticket_id != ticket {
        return Err(Error::NotFound("message").into());
    }
    Ok(Answer::ok(shown))
}

/// Take back a reply
///
/// Within the seconds before it goes out, by its author; then nothing has happened. Afterwards the answer is
/// 409 `already_sent`.
#[utoipa::path(
    delete,
    path = "/messages/{message_id}",
    operation_id = "undoMessage",
    tag = "Messages",
    params(("message_id" = Uuid, Path, description = "The message's id.")),
    responses(
        (status = 204, description = "Taken back."),
        (status = 409, description = "It has been sent.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn undo_message(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    ticket::undo(&mut *tx, &cx, MessageId::from_uuid(id)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
