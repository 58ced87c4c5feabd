use std::collections::HashMap;

use async_trait::async_trait;
use domain::{
    Result,
    id::{AccountId, EventId, TicketId},
    live::{COMES_AND_GOES, Change, FeedRepo, Place},
    ticket::{EventKind, ParticipantRole, Viewer},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, SelectStatement},
};
use uuid::Uuid;

use crate::{
    conn::Conn,
    dialect::settled_position,
    entity::{participant, ticket, ticket_event},
    error::OrStoreError,
    ticket::{of_viewer, present},
};

pub(crate) struct Feed<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl FeedRepo for Feed<'_> {
    async fn settled(&mut self) -> Result<i64> {
        settled_position(self.db).await
    }

    async fn changes(&mut self, viewer: Viewer, after: Place, until: i64, limit: u64) -> Result<Vec<Change>> {
        use ticket_event::Column as Event;
        let mut select = ticket_event::Entity::find()
            .select_only()
            .columns([Event::Id, Event::Kind, Event::IsPublic, Event::TicketId, Event::Position])
            .filter(behind(after))
            .filter(Event::Position.lte(until))
            .filter(told_to(viewer))
            .order_by_asc(Event::Position)
            .order_by_asc(Event::Id)
            .limit(limit);
        join_tickets(QuerySelect::query(&mut select));
        let rows = select.into_model::<Row>().all(self.db).await.or_store_error()?;
        let mut customers = self.customers_beside_requesters(&rows).await?;
        let to_change = |row: Row| {
            let others = customers.entry(row.ticket_id).or_default().clone();
            row.into_change(others)
        };
        Ok(rows.into_iter().map(to_change).collect())
    }
}

impl Feed<'_> {
    /// Who takes part in the tickets of what customers may know of.
    async fn customers_beside_requesters(&self, rows: &[Row]) -> Result<HashMap<Uuid, Vec<AccountId>>> {
        use participant::Column;
        let mut tickets: Vec<_> =
            rows.iter().filter(|row| row.is_for_customers()).map(|row| row.ticket_id).collect();
        tickets.sort_unstable();
        tickets.dedup();
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        if tickets.is_empty() {
            return Ok(found);
        }
        let select = participant::Entity::find()
            .select_only()
            .columns([Column::TicketId, Column::AccountId])
            .filter(Column::TicketId.is_in(tickets))
            .filter(Column::Role.eq(ParticipantRole::Cc.name()));
        for (ticket, account) in select.into_tuple::<(Uuid, Uuid)>().all(self.db).await.or_store_error()? {
            found.entry(ticket).or_default().push(AccountId::from_uuid(account));
        }
        Ok(found)
    }
}

/// What the viewer may know of. A ticket that is deleted is told of once more: that it is.
fn told_to(viewer: Viewer) -> Condition {
    use ticket_event::Column as Event;
    let there = present().or(Event::Kind.eq(EventKind::Deleted.name()));
    let public = Event::IsPublic.eq(true).or(Event::Kind.is_in(COMES_AND_GOES));
    Condition::all().add(of_viewer(viewer)).add(there).add_option((!viewer.is_staff()).then_some(public))
}

/// In a form that an index on position and id answers: the first part bounds the range.
fn behind(place: Place) -> Condition {
    use ticket_event::Column as Event;
    let later_in_it = Event::Position.gt(place.position).or(Event::Id.gt(place.event.as_uuid()));
    Condition::all().add(Event::Position.gte(place.position)).add(later_in_it)
}

fn join_tickets(select: &mut SelectStatement) {
    use ticket::Column as Ticket;
    let of_event = (ticket_event::Entity, ticket_event::Column::TicketId);
    let its_ticket = Expr::col(of_event).equals((ticket::Entity, Ticket::Id));
    select.join(JoinType::InnerJoin, ticket::Entity, its_ticket);
    for column in [Ticket::Number, Ticket::Version, Ticket::RequesterVersion, Ticket::RequesterId] {
        select.column((ticket::Entity, column));
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    kind: String,
    is_public: bool,
    ticket_id: Uuid,
    position: i64,
    number: i64,
    version: i64,
    requester_version: i64,
    requester_id: Uuid,
}

impl Row {
    fn is_for_customers(&self) -> bool {
        self.is_public || COMES_AND_GOES.contains(&self.kind.as_str())
    }

    fn into_change(self, mut customers: Vec<AccountId>) -> Change {
        customers.push(AccountId::from_uuid(self.requester_id));
        Change {
            place: Place { position: self.position, event: EventId::from_uuid(self.id) },
            is_public: self.is_for_customers(),
            kind: self.kind,
            ticket: TicketId::from_uuid(self.ticket_id),
            number: self.number,
            version: self.version,
            requester_version: self.requester_version,
            customers,
        }
    }
}
