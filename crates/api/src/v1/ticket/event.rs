use axum::extract::{OriginalUri, State};
use domain::{
    id::{MacroId, TicketId},
    ticket::{self, Cause, Viewer},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    names::EventCause,
    people::{People, Person},
};
use crate::{
    App,
    auth::Caller,
    cursor::List,
    extract::{Path, Query},
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::{PageAnswer, PageQuery, page},
};

/// One entry of a ticket's history. Entries never change.
#[derive(Serialize, ToSchema)]
pub(super) struct TicketEvent {
    /// Stable id.
    id: Uuid,
    /// What happened, such as `status_changed`. New kinds may be added.
    #[schema(value_type = String, example = "status_changed")]
    kind: &'static str,
    /// Who did it; `null` if no person did, or the account is gone.
    #[schema(required)]
    actor: Option<Person>,
    /// What made it happen.
    cause: EventCause,
    /// The macro that said so, which may be gone by now; `null` if there is none, and for the requester.
    #[schema(required)]
    macro_id: Option<Uuid>,
    /// From what: the name of a state, a label, or an id.
    #[schema(required, example = "open")]
    from: Option<String>,
    /// To what: the name of a state, a label, or an id; `null` for a ticket that one does not see.
    #[schema(required, example = "pending")]
    to: Option<String>,
    /// When.
    created_at: Timestamp,
}

impl TicketEvent {
    /// `seen`: the other tickets that the viewer sees.
    fn show(viewer: Viewer, people: &People, seen: &[TicketId], event: ticket::Event) -> Self {
        let kind = if viewer.is_staff() { event.kind } else { event.kind.as_seen_by_requester() };
        let (from, to) = kind.values();
        let is_hidden = kind.other_ticket().is_some_and(|other| !viewer.is_staff() && !seen.contains(&other));
        let to = to.filter(|_| !is_hidden);
        let cause = match event.cause {
            Cause::Macro(_) if !viewer.is_staff() => Cause::Person,
            cause => cause,
        };
        Self {
            id: event.id.as_uuid(),
            kind: kind.name(),
            actor: event.actor.and_then(|actor| people.person(actor)),
            cause: cause.into(),
            macro_id: cause.of_macro().map(MacroId::as_uuid),
            from,
            to,
            created_at: event.at.into(),
        }
    }
}

page! {
    /// One page of a ticket's history, oldest first.
    TicketEventPage of TicketEvent
}

/// List a ticket's history
///
/// Oldest first. The requester gets what is the requester's business.
#[utoipa::path(
    get,
    path = "/tickets/{ticket_id}/events",
    operation_id = "listTicketEvents",
    tag = "Tickets",
    params(("ticket_id" = Uuid, Path, description = "The ticket's id."), PageQuery),
    responses((status = 200, description = "One page.", body = TicketEventPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_ticket_events(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<PageQuery>,
) -> Result<PageAnswer<TicketEventPage>, Problem> {
    let cx = app.ctx(actor);
    let viewer = Viewer::of(&actor)?;
    let list = List::new(&app, &cx, "listTicketEvents", &id.to_string());
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store().glance().await?;
    let ticket = ticket::find(&mut *tx, &cx, TicketId::from_uuid(id)).await?;
    let page = tx.events().list(ticket.id, viewer.is_staff(), &request).await?;
    let people = People::read(&mut *tx, page.items.iter().filter_map(|event| event.actor)).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let others: Vec<_> = page.items.iter().filter_map(|event| event.kind.other_ticket()).collect();
    let seen = if viewer.is_staff() || others.is_empty() {
        Vec::new()
    } else {
        tx.tickets().glimpse(viewer, &others).await?.into_iter().map(|ticket| ticket.id).collect()
    };
    let items =
        page.items.into_iter().map(|event| TicketEvent::show(viewer, &people, &seen, event)).collect();
    Ok(PageAnswer { body: TicketEventPage { items, next_cursor }, link })
}
