use axum::{extract::State, http::StatusCode};
use domain::{
    Ctx,
    id::{LinkId, TicketId},
    store::Tx,
    ticket,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{
    names::TicketRelation,
    people::{People, Person},
};
use crate::{
    App,
    auth::Caller,
    extract::{IdempotencyKey, Json, Path},
    idempotency::Repeatable,
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::Answer,
};

/// Another ticket that this one has to do with.
#[derive(Serialize, ToSchema)]
pub(super) struct TicketLink {
    /// Stable id.
    id: Uuid,
    /// What this ticket is to the other.
    relation: TicketRelation,
    /// The other ticket.
    ticket_id: Uuid,
    /// Who linked them; `null` if the account is gone.
    #[schema(required)]
    linked_by: Option<Person>,
    /// When.
    linked_at: Timestamp,
}

impl TicketLink {
    async fn read(tx: &mut dyn Tx, links: &[ticket::Link]) -> domain::Result<Vec<Self>> {
        let people = People::read(tx, links.iter().filter_map(|link| link.linked_by)).await?;
        let show = |link: &ticket::Link| Self {
            id: link.id.as_uuid(),
            relation: link.relation.into(),
            ticket_id: link.to.as_uuid(),
            linked_by: link.linked_by.and_then(|id| people.person(id)),
            linked_at: link.linked_at.into(),
        };
        Ok(links.iter().map(show).collect())
    }
}

/// A ticket's links, oldest first; at most 100.
#[derive(Serialize, ToSchema)]
pub(super) struct TicketLinkList {
    /// All of them.
    items: Vec<TicketLink>,
}

/// Which ticket to link, and how.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "relation": "duplicates", "ticket_id": "01936f3e-0000-7000-8000-000000000000" }))]
pub(super) struct NewTicketLink {
    /// What this ticket is to the other.
    relation: TicketRelation,
    /// The other ticket.
    ticket_id: Uuid,
}

/// List a ticket's links
///
/// From both sides, as read from this ticket; oldest first.
#[utoipa::path(
    get,
    path = "/tickets/{ticket_id}/links",
    operation_id = "listTicketLinks",
    tag = "Links",
    params(("ticket_id" = Uuid, Path, description = "The ticket's id.")),
    responses((status = 200, description = "All of them.", body = TicketLinkList))
)]
pub(super) async fn list_links(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<TicketLinkList>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().glance().await?;
    let links = ticket::links(&mut *tx, &cx, TicketId::from_uuid(id)).await?;
    Ok(Answer::ok(TicketLinkList { items: TicketLink::read(&mut *tx, &links).await? }))
}

/// Link two tickets
///
/// Read from the other ticket, the link says the opposite (`blocks`, `blocked_by`). Harmless if they
/// are linked so already. Blocking and containing never lead back to where they started.
#[utoipa::path(
    post,
    path = "/tickets/{ticket_id}/links",
    operation_id = "linkTicket",
    tag = "Links",
    params(("ticket_id" = Uuid, Path, description = "The ticket's id."), IdempotencyKey),
    request_body = NewTicketLink,
    responses(
        (status = 201, description = "Linked.", body = TicketLink,
            headers(
                ("Location" = String, description = "The ticket's links."),
                ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key linked them.")
            ),
            links(("unlinkTicket" = (operation_id = "unlinkTicket", parameters(("ticket_id" = "$request.path.ticket_id"), ("link_id" = "$response.body#/id")))))),
        (status = 409, description = "The two cannot be linked so.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn link_ticket(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(from): Path<Uuid>,
    key: IdempotencyKey,
    Json { value, body }: Json<NewTicketLink>,
) -> Result<Answer<TicketLink>, Problem> {
    let cx = app.ctx(actor);
    let new = ticket::Link {
        id: LinkId::new(&cx),
        from: TicketId::from_uuid(from),
        to: TicketId::from_uuid(value.ticket_id),
        relation: value.relation.into(),
        linked_by: cx.actor().account(),
        linked_at: cx.now(),
    };
    let path = from.to_string();
    let request = Repeatable { operation: "linkTicket", path: &path, body: &body, makes: new.id.as_uuid() };
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let link = match earlier {
        Some(id) => find(&mut *tx, &cx, new.from, LinkId::from_uuid(id)).await?,
        None => ticket::link(&mut *tx, &cx, new).await?,
    };
    let shown = TicketLink::read(&mut *tx, &[link]).await?.pop();
    tx.commit().await?;
    let shown = shown.ok_or(domain::Error::NotFound("link"))?;
    let location = format!("/api/v1/tickets/{from}/links");
    Ok(Answer::created(shown, location).replayed(earlier.is_some()))
}

async fn find(tx: &mut dyn Tx, cx: &Ctx, ticket: TicketId, id: LinkId) -> domain::Result<ticket::Link> {
    let links = ticket::links(tx, cx, ticket).await?;
    links.into_iter().find(|link| link.id == id).ok_or(domain::Error::NotFound("link"))
}

/// Take a link away
///
/// From either side.
#[utoipa::path(
    delete,
    path = "/tickets/{ticket_id}/links/{link_id}",
    operation_id = "unlinkTicket",
    tag = "Links",
    params(
        ("ticket_id" = Uuid, Path, description = "The ticket's id."),
        ("link_id" = Uuid, Path, description = "The link's id.")
    ),
    responses((status = 204, description = "Linked no longer."))
)]
pub(super) async fn unlink_ticket(
    State(app): State<App>,
    Caller(actor): Caller,
    Path((ticket, link)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let (ticket, link) = (TicketId::from_uuid(ticket), LinkId::from_uuid(link));
    let mut tx = app.store().begin().await?;
    ticket::unlink(&mut *tx, &cx, ticket, link).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
