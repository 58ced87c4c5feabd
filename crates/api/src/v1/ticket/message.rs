use axum::extract::{OriginalUri, State};
use domain::{
    Ctx, Error,
    error::Fields,
    id::{MessageId, TicketId},
    store::Tx,
    ticket::{self, Body, Viewer},
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
    extract::{IdempotencyKey, Json, Path, Query},
    idempotency::Repeatable,
    patch::non_null,
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::{Answer, PageAnswer, PageQuery, page},
};

/// Something said in a ticket.
#[derive(Serialize, ToSchema)]
pub(super) struct Message {
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
    /// What was said, exactly as sent.
    body: String,
    /// When.
    created_at: Timestamp,
}

impl Message {
    fn show(people: &People, message: ticket::Message) -> Self {
        Self {
            id: message.id.as_uuid(),
            ticket_id: message.ticket.as_uuid(),
            origin_ticket_id: message.origin.map(TicketId::as_uuid),
            kind: message.kind.into(),
            author: people.person(message.author),
            format: message.format.into(),
            body: message.body.into_string(),
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
    /// Moves the ticket with the same act.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    set_status: Option<TicketStatus>,
}

impl NewMessage {
    fn parse(self, cx: &Ctx) -> Result<ticket::NewMessage, Problem> {
        let mut fields = Fields::default();
        let body = fields.take("body", Body::parse(&self.body));
        Ok(ticket::NewMessage {
            id: MessageId::new(cx),
            kind: self.kind.into(),
            format: self.format.unwrap_or(MessageFormat::Text).into(),
            body: fields.require(body)?,
            set_status: self.set_status.map(Into::into),
        })
    }
}

/// Write a reply or a note
///
/// The requester's reply reopens the ticket; to a closed one it opens a follow-up, and the
/// message's `ticket_id` is the new ticket. A reply of the staff goes to the requester by mail;
/// a note is never shown to the requester.
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
    let new = value.parse(&cx)?;
    let path = ticket.to_string();
    let request =
        Repeatable { operation: "createMessage", path: &path, body: &body, makes: new.id.as_uuid() };
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let message = match earlier {
        Some(id) => find_visible(&mut *tx, &cx, MessageId::from_uuid(id)).await?,
        None => ticket::post(&mut *tx, &cx, TicketId::from_uuid(ticket), new).await?,
    };
    let people = People::read(&mut *tx, [message.author].into_iter()).await?;
    tx.commit().await?;
    let location = format!("/api/v1/tickets/{}/messages/{}", message.ticket, message.id);
    Ok(Answer::created(Message::show(&people, message), location).replayed(earlier.is_some()))
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
    let ticket = ticket::find(&mut *tx, &cx, TicketId::from_uuid(id)).await?;
    let page = tx.messages().list(ticket.id, Viewer::of(cx.actor())?, &request).await?;
    let people = People::read(&mut *tx, page.items.iter().map(|message| message.author)).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let items = page.items.into_iter().map(|message| Message::show(&people, message)).collect();
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
    let message = find_visible(&mut *tx, &cx, MessageId::from_uuid(message)).await?;
    if message.ticket.as_uuid() != ticket {
        return Err(Error::NotFound("message").into());
    }
    let people = People::read(&mut *tx, [message.author].into_iter()).await?;
    Ok(Answer::ok(Message::show(&people, message)))
}

/// The message, if the caller may know of it.
async fn find_visible(tx: &mut dyn Tx, cx: &Ctx, id: MessageId) -> domain::Result<ticket::Message> {
    let absent = || Error::NotFound("message");
    let viewer = Viewer::of(cx.actor())?;
    let message = tx.messages().find_visible(viewer, id).await?.ok_or_else(absent)?;
    let in_view = tx.tickets().find_visible(viewer, message.ticket).await?.is_some();
    if in_view { Ok(message) } else { Err(absent()) }
}
