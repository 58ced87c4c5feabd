use axum::extract::State;
use domain::{
    error::Fields,
    id::{MessageId, TicketId},
    ticket::{self, NewSplit, Subject},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{names::SplitScope, shape::Ticket};
use crate::{
    App,
    auth::Caller,
    extract::{IdempotencyKey, IfMatch, Json, Path},
    idempotency::Repeatable,
    problem::Problem,
    v1::answer::Answer,
};

/// What to split off.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "message_id": "01936f3e-0000-7000-8000-000000000000", "scope": "onwards", "subject": "Display flickers" }))]
pub(super) struct SplitRequest {
    /// The reply that the new ticket begins with. The first message stays.
    message_id: Uuid,
    /// That message alone, or all from it on.
    scope: SplitScope,
    /// One line: what the new ticket is about.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    subject: String,
}

impl SplitRequest {
    fn parse(self, cx: &domain::Ctx) -> Result<NewSplit, Problem> {
        let mut fields = Fields::default();
        let subject = fields.take("subject", Subject::parse(&self.subject));
        let subject = fields.require(subject)?;
        let (id, message) = (TicketId::new(cx), MessageId::from_uuid(self.message_id));
        Ok(NewSplit { id, message, scope: self.scope.into(), subject })
    }
}

/// Split messages off
///
/// Into a new ticket of the same requester, with the same cc: whoever could read the messages still
/// can. Each message says where it was written. The requester gets the new number by mail.
#[utoipa::path(
    post,
    path = "/tickets/{ticket_id}/splits",
    operation_id = "splitTicket",
    tag = "Merges",
    params(("ticket_id" = Uuid, Path, description = "The ticket that the messages are in."), IfMatch, IdempotencyKey),
    request_body = SplitRequest,
    responses(
        (status = 201, description = "The new ticket.", body = Ticket,
            headers(
                ("Location" = String, description = "The new ticket."),
                ("ETag" = String, description = "Its version."),
                ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key split it off.")
            ),
            links(("getTicket" = (operation_id = "getTicket", parameters(("ticket_id" = "$response.body#/id")))))),
        (status = 409, description = "The ticket is closed, or cannot begin with this message.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn split_ticket(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(from): Path<Uuid>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Json { value, body }: Json<SplitRequest>,
) -> Result<Answer<Ticket>, Problem> {
    let cx = app.ctx(actor);
    let new = value.parse(&cx)?;
    let path = from.to_string();
    let request = Repeatable { operation: "splitTicket", path: &path, body: &body, makes: new.id.as_uuid() };
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let fresh = match earlier {
        Some(id) => ticket::find(&mut *tx, &cx, TicketId::from_uuid(id)).await?,
        None => ticket::split(&mut *tx, &cx, TicketId::from_uuid(from), if_match.expected(), new).await?,
    };
    let shown = Ticket::show(&mut *tx, &cx, &fresh).await?;
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/tickets/{}", fresh.id), shown.version());
    Ok(Answer::created(shown, location).version(version).replayed(earlier.is_some()))
}
