use axum::{
    extract::{OriginalUri, State},
    http::StatusCode,
};
use domain::{
    id::TicketId,
    ticket::{self, RESTORABLE_FOR},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    people::{People, Person},
    shape::Ticket,
};
use crate::{
    App,
    auth::Caller,
    cursor::List,
    extract::{IfMatch, Path, Query},
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::{Answer, PageAnswer, PageQuery, page},
};

/// A ticket that was deleted and can be brought back.
#[derive(Serialize, ToSchema)]
pub(super) struct DeletedTicket {
    /// Stable id.
    id: Uuid,
    /// What people say aloud.
    number: i64,
    /// One line.
    subject: String,
    /// Who asked; `null` if the account is gone.
    #[schema(required)]
    requester: Option<Person>,
    /// Who deleted it; `null` if the account is gone.
    #[schema(required)]
    deleted_by: Option<Person>,
    /// When.
    deleted_at: Timestamp,
    /// Until when it can be brought back; then it is erased.
    restorable_until: Timestamp,
}

page! {
    /// One page of deleted tickets, last deleted first.
    DeletedTicketPage of DeletedTicket
}

impl DeletedTicket {
    fn show(people: &People, deleted: &ticket::DeletedTicket) -> Self {
        let ticket = &deleted.ticket;
        Self {
            id: ticket.id.as_uuid(),
            number: ticket.number,
            subject: ticket.subject.as_str().to_owned(),
            requester: people.person(ticket.requester),
            deleted_by: deleted.deleted_by.and_then(|by| people.person(by)),
            deleted_at: deleted.deleted_at.into(),
            restorable_until: (deleted.deleted_at + RESTORABLE_FOR).into(),
        }
    }
}

/// List deleted tickets
///
/// Those that can be brought back, last deleted first. Nobody else finds them anywhere.
#[utoipa::path(
    get,
    path = "/tickets/deleted",
    operation_id = "listDeletedTickets",
    tag = "Tickets",
    params(PageQuery),
    responses((status = 200, description = "One page.", body = DeletedTicketPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_deleted_tickets(
    State(app): State<App>,
    Caller(actor): Caller,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<PageQuery>,
) -> Result<PageAnswer<DeletedTicketPage>, Problem> {
    let cx = app.ctx(actor);
    let list = List::new(&app, &cx, "listDeletedTickets", "");
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store().glance().await?;
    let page = ticket::deleted(&mut *tx, &cx, &request).await?;
    let of = |one: &ticket::DeletedTicket| [Some(one.ticket.requester), one.deleted_by];
    let people = People::read(&mut *tx, page.items.iter().flat_map(of).flatten()).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let items = page.items.iter().map(|one| DeletedTicket::show(&people, one)).collect();
    Ok(PageAnswer { body: DeletedTicketPage { items, next_cursor }, link })
}

/// Delete a ticket
///
/// From now on it is not there for anybody, in no list, count, search or letter. For 30 days it can be brought
/// back by `restoreTicket`; then it is erased with its messages and files.
#[utoipa::path(
    delete,
    path = "/tickets/{ticket_id}",
    operation_id = "deleteTicket",
    tag = "Tickets",
    params(("ticket_id" = Uuid, Path, description = "The ticket's id."), IfMatch),
    responses((status = 204, description = "Deleted."))
)]
pub(super) async fn delete_ticket(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    ticket::delete(&mut *tx, &cx, TicketId::from_uuid(id), if_match.expected()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Bring a deleted ticket back
///
/// As it was; letters that were due meanwhile are not sent, except for replies that were held back. Harmless if it
/// is there.
#[utoipa::path(
    post,
    path = "/tickets/{ticket_id}/restorations",
    operation_id = "restoreTicket",
    tag = "Tickets",
    params(("ticket_id" = Uuid, Path, description = "The ticket's id.")),
    responses((status = 200, description = "The ticket.", body = Ticket,
        headers(("ETag" = String, description = "The version."))))
)]
pub(super) async fn restore_ticket(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<Ticket>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    let restored = ticket::restore(&mut *tx, &cx, TicketId::from_uuid(id)).await?;
    let shown = Ticket::show(&mut *tx, &cx, &restored).await?;
    tx.commit().await?;
    let version = shown.version();
    Ok(Answer::ok(shown).version(version))
}
