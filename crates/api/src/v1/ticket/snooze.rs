use axum::extract::State;
use domain::{id::TicketId, ticket};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{names::TicketStatus, shape::Ticket};
use crate::{
    App,
    auth::Caller,
    extract::{IfMatch, Json, Path},
    patch::non_null,
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::Answer,
};

/// Until when a ticket sleeps, and where it waits meanwhile.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "wake_at": "2026-11-25T08:00:00.000Z", "status": "pending" }))]
pub(super) struct Snooze {
    /// When it wakes: in the future, at most a year ahead.
    wake_at: Timestamp,
    /// `pending` or `on_hold`. If absent, a ticket that waits in one of them stays there; any other goes on
    /// hold.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    status: Option<TicketStatus>,
}

/// Snooze a ticket
///
/// It wakes by itself and is open then; a reply of the requester, or any move to where it does not wait,
/// wakes it before. While it sleeps, time neither reminds nor solves nor closes it. The requester sees its
/// status only.
#[utoipa::path(
    put,
    path = "/tickets/{ticket_id}/snooze",
    operation_id = "snoozeTicket",
    tag = "Tickets",
    params(("ticket_id" = Uuid, Path, description = "The ticket's id."), IfMatch),
    request_body = Snooze,
    responses(
        (status = 200, description = "The ticket, asleep.", body = Ticket,
            headers(("ETag" = String, description = "The new version."))),
        (status = 409, description = "The ticket is closed.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn snooze_ticket(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json { value, .. }: Json<Snooze>,
) -> Result<Answer<Ticket>, Problem> {
    let cx = app.ctx(actor);
    let (id, expected) = (TicketId::from_uuid(id), if_match.expected());
    let snooze = ticket::Snooze { wake_at: value.wake_at.into(), status: value.status.map(Into::into) };
    let mut tx = app.store().begin().await?;
    let asleep = ticket::snooze(&mut *tx, &cx, id, expected, snooze).await?;
    let shown = Ticket::show(&mut *tx, &cx, &asleep).await?;
    tx.commit().await?;
    let version = shown.version();
    Ok(Answer::ok(shown).version(version))
}

/// Stop a ticket from waking by itself
///
/// It stays where it is. Harmless if it is not snoozed.
#[utoipa::path(
    delete,
    path = "/tickets/{ticket_id}/snooze",
    operation_id = "cancelSnooze",
    tag = "Tickets",
    params(("ticket_id" = Uuid, Path, description = "The ticket's id."), IfMatch),
    responses((status = 200, description = "The ticket.", body = Ticket,
        headers(("ETag" = String, description = "The version."))))
)]
pub(super) async fn cancel_snooze(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer<Ticket>, Problem> {
    let cx = app.ctx(actor);
    let (id, expected) = (TicketId::from_uuid(id), if_match.expected());
    let mut tx = app.store().begin().await?;
    let awake = ticket::cancel_snooze(&mut *tx, &cx, id, expected).await?;
    let shown = Ticket::show(&mut *tx, &cx, &awake).await?;
    tx.commit().await?;
    let version = shown.version();
    Ok(Answer::ok(shown).version(version))
}
