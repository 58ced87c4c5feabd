use axum::extract::State;
use domain::{
    error::Fields,
    id::{AccountId, AttachmentId, DeviceId, MessageId, TeamId, TicketId},
    patch::Patch,
    ticket::{self, Body, Subject, Tag, Tags, TicketChange},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{
    names::{MessageFormat, TicketPriority, TicketStatus, TicketType},
    shape::Ticket,
};
use crate::{
    App,
    auth::Caller,
    extract::{IdempotencyKey, IfMatch, IfNoneMatch, Json, Path},
    idempotency::Repeatable,
    patch::{non_null, patch},
    problem::Problem,
    v1::{answer::Answer, device::DeviceFactsInput},
};

/// A request for help.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "subject": "Fader 3 is stuck", "body": "It jams halfway.", "type": "problem" }))]
pub(super) struct NewTicket {
    /// One line.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    subject: String,
    /// The first message.
    #[validate(length(min = 1, max = 100_000))]
    #[schema(min_length = 1, max_length = 100_000)]
    body: String,
    /// How to read the body; `text` if absent.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    format: Option<MessageFormat>,
    /// Uploads of one's own that no message has taken, each once: they come with the first message.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(max = 20))]
    #[schema(nullable = false, max_items = 20)]
    attachment_ids: Option<Vec<Uuid>>,
    /// What kind of request it is; `question` if absent.
    #[serde(rename = "type", default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    kind: Option<TicketType>,
    /// One's own closed ticket that this one goes on from.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    follow_up_of: Option<Uuid>,
    /// One's own device that it is about.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(nested)]
    #[schema(nullable = false)]
    device: Option<NewTicketDevice>,
    /// The customer in whose name staff open it. Needs `ticket.open_for`, and `ticket.read` for the answer;
    /// customers open tickets of their
    /// own only.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    requester_id: Option<Uuid>,
}

/// The device that a ticket is about.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "id": "01936f3e-0000-7000-8000-000000000000", "facts": { "os": "macOS 15.2" } }))]
pub(super) struct NewTicketDevice {
    /// The device.
    id: Uuid,
    /// What is told of its surroundings; it is kept with the device and replaces what was known.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(nested)]
    #[schema(nullable = false)]
    facts: Option<DeviceFactsInput>,
}

impl NewTicketDevice {
    fn parse(self, fields: &mut Fields) -> ticket::NewTicketDevice {
        let facts = self.facts.map(|facts| facts.parse(fields, "device/facts/"));
        ticket::NewTicketDevice { id: DeviceId::from_uuid(self.id), facts }
    }
}

impl NewTicket {
    fn parse(self, cx: &domain::Ctx) -> Result<ticket::NewTicket, Problem> {
        let mut fields = Fields::default();
        let subject = fields.take("subject", Subject::parse(&self.subject));
        let body = fields.take("body", Body::parse(&self.body));
        let device = self.device.map(|device| device.parse(&mut fields));
        fields.check()?;
        Ok(ticket::NewTicket {
            id: TicketId::new(cx),
            requester: self.requester_id.map(AccountId::from_uuid),
            message: MessageId::new(cx),
            subject: fields.require(subject)?,
            body: fields.require(body)?,
            attachments: self.attachment_ids.into_iter().flatten().map(AttachmentId::from_uuid).collect(),
            format: self.format.unwrap_or(MessageFormat::Text).into(),
            kind: self.kind.unwrap_or(TicketType::Question).into(),
            follow_up_of: self.follow_up_of.map(TicketId::from_uuid),
            device,
        })
    }
}

/// Open a ticket
///
/// With its first message. The requester gets a mail that it has arrived. Staff open tickets in a
/// customer's name: the message and the history show who wrote it.
#[utoipa::path(
    post,
    path = "/tickets",
    operation_id = "createTicket",
    tag = "Tickets",
    params(IdempotencyKey),
    request_body = NewTicket,
    responses((status = 201, description = "Opened.", body = Ticket,
        headers(
            ("Location" = String, description = "The ticket."),
            ("ETag" = String, description = "The version."),
            ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key opened it.")
        ),
        links(
            ("getTicket" = (operation_id = "getTicket", parameters(("ticket_id" = "$response.body#/id")))),
            ("updateTicket" = (operation_id = "updateTicket", parameters(("ticket_id" = "$response.body#/id")))),
            ("createMessage" = (operation_id = "createMessage", parameters(("ticket_id" = "$response.body#/id"))))
        )),
        (status = 404, description = "The ticket to follow up is not there, or the caller may not know of it.", body = crate::problem::ProblemBody, content_type = "application/problem+json"))
)]
pub(super) async fn create_ticket(
    State(app): State<App>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    Json { value, body }: Json<NewTicket>,
) -> Result<Answer<Ticket>, Problem> {
    let cx = app.ctx(actor);
    let new = value.parse(&cx)?;
    let request = Repeatable { operation: "createTicket", path: "", body: &body, makes: new.id.as_uuid() };
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let shown = if let Some(id) = earlier {
        let opened = ticket::find(&mut *tx, &cx, TicketId::from_uuid(id)).await?;
        Ticket::show(&mut *tx, &cx, &opened).await?
    } else {
        let opened = ticket::open(&mut *tx, &cx, new).await?;
        Ticket::show_opened(&mut *tx, &cx, opened).await?
    };
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/tickets/{}", shown.id()), shown.version());
    Ok(Answer::created(shown, location).version(version).replayed(earlier.is_some()))
}

/// Read a ticket
///
/// The requester's version and time of change don't move by what only staff see.
#[utoipa::path(
    get,
    path = "/tickets/{ticket_id}",
    operation_id = "getTicket",
    tag = "Tickets",
    params(("ticket_id" = Uuid, Path, description = "The ticket's id."), IfNoneMatch),
    responses(
        (status = 200, description = "The ticket.", body = Ticket,
            headers(("ETag" = String, description = "The version."))),
        (status = 304, description = "The caller has this version already.",
            headers(("ETag" = String, description = "The version.")))
    )
)]
pub(super) async fn get_ticket(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    known: IfNoneMatch,
) -> Result<Answer<Ticket>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().glance().await?;
    let found = ticket::find_peopled(&mut *tx, &cx, TicketId::from_uuid(id)).await?;
    let shown = Ticket::show_peopled(&mut *tx, &cx, found).await?;
    Ok(Answer::unless_known(&known, shown.version(), shown))
}

/// A label: letters, digits, `-`, `_`, `.` or `:`, beginning with a letter or digit. Capitals become
/// small.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(min_length = 1, max_length = 50, example = "fader")]
pub(crate) struct TagName(String);

/// What to change of a ticket: absent members stay, `null` clears. The requester can only move it.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "status": "pending", "priority": "high", "add_tags": ["fader"] }))]
pub(super) struct TicketPatch {
    /// Where to move it.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    status: Option<TicketStatus>,
    /// One line. Needs `ticket.write`.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 200))]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    subject: Option<String>,
    /// What kind of request it is. Needs `ticket.write`.
    #[serde(rename = "type", default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    kind: Option<TicketType>,
    /// How urgent it is. Needs `ticket.write`.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    priority: Option<TicketPriority>,
    /// Who answers it; `null` gives it back to the queue. Needs `ticket.assign`.
    #[serde(default, deserialize_with = "patch")]
    #[schema(value_type = Option<Uuid>)]
    assignee_id: Patch<Uuid>,
    /// Which team it belongs to; `null` for none. An assignee who does not belong to the new team gives it
    /// back, unless the change names one. Needs `ticket.assign`.
    #[serde(default, deserialize_with = "patch")]
    #[schema(value_type = Option<Uuid>)]
    team_id: Patch<Uuid>,
    /// The device that it is about: one's own; with `ticket.write` any.
    #[serde(default, deserialize_with = "patch")]
    #[schema(value_type = Option<Uuid>)]
    device_id: Patch<Uuid>,
    /// All its labels. Needs `ticket.tag`.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(max = 50))]
    #[schema(nullable = false, max_items = 50)]
    tags: Option<Vec<TagName>>,
    /// Labels to add. Needs `ticket.tag`.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    add_tags: Vec<TagName>,
    /// Labels to remove. Needs `ticket.tag`.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    remove_tags: Vec<TagName>,
}

impl TicketPatch {
    fn parse(self) -> Result<TicketChange, Problem> {
        let mut fields = Fields::default();
        let change = TicketChange {
            status: self.status.map(Into::into),
            subject: fields.take_optional("subject", self.subject.as_deref().map(Subject::parse)),
            kind: self.kind.map(Into::into),
            priority: self.priority.map(Into::into),
            assignee: self.assignee_id.map(AccountId::from_uuid),
            team: self.team_id.map(TeamId::from_uuid),
            device: self.device_id.map(DeviceId::from_uuid),
            tags: self.tags.map(|tags| parse_tags(&mut fields, "tags", &tags)),
            add_tags: parse_tags(&mut fields, "add_tags", &self.add_tags),
            remove_tags: parse_tags(&mut fields, "remove_tags", &self.remove_tags),
        };
        fields.check()?;
        Ok(change)
    }
}

fn parse_tags(fields: &mut Fields, member: &str, tags: &[TagName]) -> Tags {
    tags.iter()
        .enumerate()
        .filter_map(|(at, tag)| fields.take(&format!("{member}/{at}"), Tag::parse(&tag.0)))
        .collect()
}

/// Change a ticket
///
/// A merge patch (RFC 7396). Nothing is written if nothing changes.
#[utoipa::path(
    patch,
    path = "/tickets/{ticket_id}",
    operation_id = "updateTicket",
    tag = "Tickets",
    params(("ticket_id" = Uuid, Path, description = "The ticket's id."), IfMatch),
    request_body(content = TicketPatch, content_type = "application/merge-patch+json"),
    responses(
        (status = 200, description = "The ticket, changed.", body = Ticket,
            headers(("ETag" = String, description = "The new version."))),
        (status = 409, description = "The ticket cannot go there from where it is.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn update_ticket(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json { value, .. }: Json<TicketPatch>,
) -> Result<Answer<Ticket>, Problem> {
    let cx = app.ctx(actor);
    let change = value.parse()?;
    let mut tx = app.store().begin().await?;
    let changed = ticket::change(&mut *tx, &cx, TicketId::from_uuid(id), if_match.expected(), change).await?;
    let shown = Ticket::show(&mut *tx, &cx, &changed).await?;
    tx.commit().await?;
    let version = shown.version();
    Ok(Answer::ok(shown).version(version))
}
