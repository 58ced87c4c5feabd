use axum::{extract::State, http::StatusCode};
use domain::{
    contact::EmailAddress,
    error::Fields,
    id::{AccountId, TicketId},
    store::Tx,
    ticket,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{
    names::ParticipantRole,
    people::{People, Person},
};
use crate::{
    App,
    auth::Caller,
    extract::{Json, Path},
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::Answer,
};

/// Someone who takes part in a ticket beside its requester and its assignee.
#[derive(Serialize, ToSchema)]
pub(super) struct Participant {
    /// Who; `null` if the account is gone.
    #[schema(required)]
    person: Option<Person>,
    /// As what.
    role: ParticipantRole,
    /// Since when.
    created_at: Timestamp,
}

impl Participant {
    fn show(people: &People, participant: &ticket::Participant) -> Self {
        Self {
            person: people.person(participant.account),
            role: participant.role.into(),
            created_at: participant.created_at.into(),
        }
    }

    async fn read(tx: &mut dyn Tx, all: &[ticket::Participant]) -> domain::Result<Vec<Self>> {
        let people = People::read(tx, all.iter().map(|one| one.account)).await?;
        Ok(all.iter().map(|one| Self::show(&people, one)).collect())
    }
}

/// Everyone who takes part, as far as the caller may know; at most 40.
#[derive(Serialize, ToSchema)]
pub(super) struct ParticipantList {
    /// In the order they came.
    items: Vec<Participant>,
}

/// Whom to invite.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "email": "kim@example.org" }))]
pub(super) struct ParticipantInvitation {
    /// The address of a customer.
    #[validate(length(min = 1, max = 254))]
    #[schema(min_length = 1, max_length = 254, format = "email")]
    email: String,
}

/// List who takes part in a ticket
///
/// Beside its requester and its assignee. Customers see who takes part as cc, by name; followers are
/// shown to staff only.
#[utoipa::path(
    get,
    path = "/tickets/{ticket_id}/participants",
    operation_id = "listParticipants",
    tag = "Participants",
    params(("ticket_id" = Uuid, Path, description = "The ticket's id.")),
    responses((status = 200, description = "Who takes part.", body = ParticipantList))
)]
pub(super) async fn list_participants(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<ParticipantList>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let all = ticket::participants(&mut *tx, &cx, TicketId::from_uuid(id)).await?;
    Ok(Answer::ok(ParticipantList { items: Participant::read(&mut *tx, &all).await? }))
}

/// Invite someone to take part in a ticket
///
/// By the requester or the staff. If the address is that of another customer, they get a letter and can come
/// in by `addParticipant` within 14 days; until then nothing about it is shown. The answer is the same for
/// every address, so that nobody learns who has an account; an address that nobody has is not kept.
#[utoipa::path(
    put,
    path = "/tickets/{ticket_id}/participants",
    operation_id = "inviteParticipant",
    tag = "Participants",
    params(("ticket_id" = Uuid, Path, description = "The ticket's id.")),
    request_body = ParticipantInvitation,
    responses(
        (status = 202, description = "Invited, if the address is that of another customer."),
        (status = 409, description = "The ticket is closed, or no more people can take part.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn invite_participant(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    Json { value, .. }: Json<ParticipantInvitation>,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let mut fields = Fields::default();
    let email = fields.take("email", EmailAddress::parse(&value.email));
    let email = fields.require(email)?;
    let mut tx = app.store().begin().await?;
    ticket::invite(&mut *tx, &cx, TicketId::from_uuid(id), &email).await?;
    tx.commit().await?;
    Ok(StatusCode::ACCEPTED)
}

/// Let someone take part in a ticket
///
/// Staff add a customer, who becomes cc, or a member of staff, who becomes a follower. A customer who was
/// invited comes in by their own id. Repeating it changes nothing.
#[utoipa::path(
    put,
    path = "/tickets/{ticket_id}/participants/{participant_id}",
    operation_id = "addParticipant",
    tag = "Participants",
    params(
        ("ticket_id" = Uuid, Path, description = "The ticket's id."),
        ("participant_id" = Uuid, Path, description = "The person's account.")
    ),
    responses(
        (status = 200, description = "Takes part.", body = Participant),
        (status = 409, description = "The ticket is closed, the person cannot take part, or no more people can.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn add_participant(
    State(app): State<App>,
    Caller(actor): Caller,
    Path((ticket, person)): Path<(Uuid, Uuid)>,
) -> Result<Answer<Participant>, Problem> {
    let cx = app.ctx(actor);
    let (ticket, person) = (TicketId::from_uuid(ticket), AccountId::from_uuid(person));
    let mut tx = app.store().begin().await?;
    let added = ticket::add_participant(&mut *tx, &cx, ticket, person).await?;
    let people = People::read(&mut *tx, [person].into_iter()).await?;
    tx.commit().await?;
    Ok(Answer::ok(Participant::show(&people, &added)))
}

/// Let someone take part in a ticket no longer
///
/// The requester and staff take people out, everyone takes out themselves. An invitation that was not
/// accepted is declined by it. From then on the ticket is not there for a customer who was cc.
#[utoipa::path(
    delete,
    path = "/tickets/{ticket_id}/participants/{participant_id}",
    operation_id = "removeParticipant",
    tag = "Participants",
    params(
        ("ticket_id" = Uuid, Path, description = "The ticket's id."),
        ("participant_id" = Uuid, Path, description = "The person's account.")
    ),
    responses((status = 204, description = "Takes no part (any longer)."))
)]
pub(super) async fn remove_participant(
    State(app): State<App>,
    Caller(actor): Caller,
    Path((ticket, person)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let (ticket, person) = (TicketId::from_uuid(ticket), AccountId::from_uuid(person));
    let mut tx = app.store().begin().await?;
    ticket::remove_participant(&mut *tx, &cx, ticket, person).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
