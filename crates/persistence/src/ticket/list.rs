//! The queue: one page of tickets, however many there are.
//!
//! An index can serve one status in order, not several. So a page is read as the union of one
//! ordered, limited read per status, which touches at most six pages' worth of index entries.
//!
//! What a customer takes part in as cc is one part more. It is found by the person, not in order: its
//! cost grows with the number of such tickets, never with the number of all.

use std::collections::{BTreeSet, HashMap};

use domain::{
    Result,
    contact::PersonName,
    id::TicketId,
    page::{Page, PageRequest},
    ticket::{
        Part, ParticipantRole, Position, SortKey, Status, TicketFilter, TicketOrder, TicketRow, Viewer,
    },
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, Order, QueryFilter, QuerySelect,
    QueryTrait, Value,
    prelude::DateTimeUtc,
    sea_query::{Alias, Asterisk, Condition, Expr, Func, Query, SelectStatement, UnionType},
};
use uuid::Uuid;

use super::{row::to_ticket, visibility::takes_part_in};
use crate::{
    conn::Conn,
    entity::{
        account,
        ticket::{Column, Entity, Model},
        ticket_tag,
    },
    error::OrStoreError,
};

pub(super) async fn list(
    db: &Conn,
    viewer: Viewer,
    filter: &TicketFilter,
    order: TicketOrder,
    page: &PageRequest<Position>,
) -> Result<Page<TicketRow, Position>> {
    let sort = Sort::new(viewer, order);
    let fetch = u64::from(page.limit) + 1;
    let mut parts = parts(viewer, filter).into_iter().map(|part| {
        let part = conditions(viewer, filter).add(part).add_option(page.after.map(|after| sort.after(after)));
        sort.apply(Query::select().column(Asterisk).from(Entity).cond_where(part).take(), fetch)
    });
    let Some(first) = parts.next() else { return Ok(Page { items: Vec::new(), next: None }) };
    let mut union = wrap(first);
    for part in parts {
        union.union(UnionType::All, wrap(part));
    }
    let statement =
        sort.apply(Query::select().column(Asterisk).from_subquery(union, Alias::new("page")).take(), fetch);
    let rows = db.query_all(&statement).await.or_store_error()?;
    let rows = rows
        .iter()
        .map(|row| Model::from_query_result(row, ""))
        .collect::<std::result::Result<Vec<_>, _>>()
        .or_store_error()?;
    let page = Page::from_overfull(rows, page.limit, |row| sort.position(row));
    Ok(Page { items: with_names(db, page.items).await?, next: page.next })
}

/// The statuses to read: those asked for, as the viewer names them.
fn statuses(viewer: Viewer, filter: &TicketFilter) -> Vec<Status> {
    let asked = |status: Status| match viewer {
        Viewer::Staff => filter.status.contains(&status),
        Viewer::Requester(_) => filter.status.contains(&status.as_seen_by_requester()),
    };
    Status::ALL.into_iter().filter(|status| filter.status.is_empty() || asked(*status)).collect()
}

/// The parts that the list is the union of; none overlaps another.
fn parts(viewer: Viewer, filter: &TicketFilter) -> Vec<Condition> {
    let statuses = statuses(viewer, filter);
    let in_order = |status: &Status| Condition::all().add(Column::Status.eq(status.name()));
    let Viewer::Requester(account) = viewer else { return statuses.iter().map(in_order).collect() };
    let own = |status: &Status| in_order(status).add(Column::RequesterId.eq(account.as_uuid()));
    let as_cc = || {
        // Wrapped, the status offers the engine no index to prefer to the person's few tickets.
        let status = Func::coalesce([Expr::col(Column::Status), Expr::value("")]);
        Condition::all()
            .add(Column::Id.in_subquery(takes_part_in(account, ParticipantRole::Cc)))
            .add(Column::RequesterId.ne(account.as_uuid()))
            .add(Expr::expr(status).is_in(statuses.iter().map(|status| status.name())))
    };
    match filter.part {
        Some(Part::Requester) => statuses.iter().map(own).collect(),
        Some(Part::Participant(..)) => vec![as_cc()],
        None => statuses.iter().map(own).chain([as_cc()]).collect(),
    }
}

fn conditions(viewer: Viewer, filter: &TicketFilter) -> Condition {
    let updated = updated_column(viewer);
    let names = |names: Vec<&'static str>| (!names.is_empty()).then(|| Column::Kind.is_in(names));
    let followed = match (viewer, filter.part) {
        (Viewer::Staff, Some(Part::Participant(account, role))) => Some(takes_part_in(account, role)),
        _ => None,
    };
    let ranks: Vec<_> = filter.priority.iter().map(|priority| priority.rank()).collect();
    Condition::all()
        .add_option(followed.map(|followed| Column::Id.in_subquery(followed)))
        .add_option(filter.requester.map(|account| Column::RequesterId.eq(account.as_uuid())))
        .add_option(filter.assignee.map(|assignee| match assignee {
            Some(account) => Column::AssigneeId.eq(account.as_uuid()),
            None => Column::AssigneeId.is_null(),
        }))
        .add_option((!ranks.is_empty()).then(|| Column::Priority.is_in(ranks)))
        .add_option(names(filter.kind.iter().map(|kind| kind.name()).collect()))
        .add_option(filter.tag.as_ref().map(|tag| Column::Id.in_subquery(tagged(tag.as_str()))))
        .add_option(filter.updated_after.map(|at| updated.gte(at)))
        .add_option(filter.updated_before.map(|at| updated.lt(at)))
        .add_option(filter.created_after.map(|at| Column::CreatedAt.gte(at)))
        .add_option(filter.created_before.map(|at| Column::CreatedAt.lt(at)))
}

fn tagged(tag: &str) -> SelectStatement {
    ticket_tag::Entity::find()
        .select_only()
        .column(ticket_tag::Column::TicketId)
        .filter(ticket_tag::Column::Tag.eq(tag))
        .into_query()
}

const fn updated_column(viewer: Viewer) -> Column {
    match viewer {
        Viewer::Staff => Column::UpdatedAt,
        Viewer::Requester(_) => Column::RequesterUpdatedAt,
    }
}

/// A limited read as a table: SQLite takes ORDER BY and LIMIT in a part of a union only so.
fn wrap(part: SelectStatement) -> SelectStatement {
    Query::select().column(Asterisk).from_subquery(part, Alias::new("part")).take()
}

/// An order as the engine is told. Ids sort by creation, so that order needs no other column.
#[derive(Clone, Copy)]
struct Sort {
    column: Option<Column>,
    key: SortKey,
    descending: bool,
}

impl Sort {
    const fn new(viewer: Viewer, order: TicketOrder) -> Self {
        let column = match order.key {
            SortKey::UpdatedAt => Some(updated_column(viewer)),
            SortKey::CreatedAt => None,
            SortKey::Priority => Some(Column::Priority),
        };
        Self { column, key: order.key, descending: order.descending }
    }

    fn apply(self, mut select: SelectStatement, limit: u64) -> SelectStatement {
        let order = || if self.descending { Order::Desc } else { Order::Asc };
        if let Some(column) = self.column {
            select.order_by(column, order());
        }
        select.order_by(Column::Id, order()).limit(limit).take()
    }

    /// What comes behind a position: a row-value comparison, which both engines answer from the
    /// index.
    fn after(self, position: Position) -> Condition {
        let id: Value = position.id.as_uuid().into();
        let (columns, values) = match self.column {
            None => (vec![Expr::col(Column::Id)], vec![Expr::value(id)]),
            Some(column) => (
                vec![Expr::col(column), Expr::col(Column::Id)],
                vec![Expr::value(self.stored(position.value)), Expr::value(id)],
            ),
        };
        let (columns, values) = (Expr::tuple(columns), Expr::tuple(values));
        let behind = if self.descending { columns.lt(values) } else { columns.gt(values) };
        Condition::all().add(behind)
    }

    fn stored(self, value: i64) -> Value {
        match self.key {
            SortKey::Priority => i32::try_from(value).unwrap_or_default().into(),
            SortKey::UpdatedAt | SortKey::CreatedAt => {
                DateTimeUtc::from_timestamp_millis(value).unwrap_or_default().into()
            }
        }
    }

    fn position(self, row: &Model) -> Position {
        let value = match self.column {
            Some(Column::Priority) => i64::from(row.priority),
            Some(Column::UpdatedAt) => row.updated_at.timestamp_millis(),
            Some(_) => row.requester_updated_at.timestamp_millis(),
            None => 0,
        };
        Position { value, id: TicketId::from_uuid(row.id) }
    }
}

#[derive(FromQueryResult)]
struct Name {
    id: Uuid,
    name: String,
}

/// Adds the requesters' names by one statement.
async fn with_names(db: &Conn, rows: Vec<Model>) -> Result<Vec<TicketRow>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let requesters: BTreeSet<_> = rows.iter().map(|row| row.requester_id).collect();
    let names: HashMap<_, _> = account::Entity::find()
        .select_only()
        .column(account::Column::Id)
        .column(account::Column::Name)
        .filter(account::Column::Id.is_in(requesters))
        .into_model::<Name>()
        .all(db)
        .await
        .or_store_error()?
        .into_iter()
        .map(|row| (row.id, PersonName::from_stored(row.name)))
        .collect();
    rows.into_iter()
        .map(|row| {
            let requester_name = names.get(&row.requester_id).cloned();
            let requester_name = requester_name.ok_or(domain::Error::NotFound("requester"))?;
            Ok(TicketRow { ticket: to_ticket(row)?, requester_name })
        })
        .collect()
}
