//! The queue: one page of tickets, however many there are.
//!
//! An index can serve one status in order, not several, nor several teams. So a page is read as the union
//! of one ordered, limited read per status and team, which touches few pages' worth of index entries.
//!
//! What a customer takes part in as cc is one part more. It is found by the person, not in order: its
//! cost grows with the number of such tickets, never with the number of all.

use std::collections::{BTreeSet, HashMap};

use domain::{
    Result,
    contact::PersonName,
    id::TicketId,
    page::{Count, Page, PageRequest},
    ticket::{Position, SortKey, TicketFilter, TicketOrder, TicketRow, Viewer},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, Order, QueryFilter, QueryOrder,
    QuerySelect, Value,
    prelude::DateTimeUtc,
    sea_query::{Alias, Asterisk, Condition, Expr, Query, SelectStatement, UnionType},
};
use uuid::Uuid;

use super::{
    filter::{beside, parts},
    row::to_ticket,
};
use crate::{
    conn::Conn,
    entity::{
        account,
        ticket::{Column, Entity, Model},
    },
    error::OrStoreError,
    search::with_requesters,
};

pub(crate) async fn list(
    db: &Conn,
    viewer: Viewer,
    filter: &TicketFilter,
    order: TicketOrder,
    page: &PageRequest<Position>,
) -> Result<Page<TicketRow, Position>> {
    let filter = &*with_requesters(db, filter).await?;
    let sort = Sort::new(viewer, order);
    let fetch = u64::from(page.limit) + 1;
    let mut parts = parts(viewer, filter).into_iter().map(|part| {
        let part = beside(viewer, filter).add(part).add_option(page.after.map(|after| sort.after(after)));
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

/// How many tickets the list has: no part of it is read beyond one more than `bound`.
pub(crate) async fn count(db: &Conn, viewer: Viewer, filter: &TicketFilter, bound: u64) -> Result<Count> {
    let filter = &*with_requesters(db, filter).await?;
    let mut parts = parts(viewer, filter).into_iter().map(|part| {
        let some = beside(viewer, filter).add(part);
        wrap(Query::select().column(Column::Id).from(Entity).cond_where(some).limit(bound + 1).take())
    });
    let Some(mut union) = parts.next() else { return Ok(Count::up_to(bound, 0)) };
    for part in parts {
        union.union(UnionType::All, part);
    }
    let some =
        Query::select().column(Asterisk).from_subquery(union, Alias::new("listed")).limit(bound + 1).take();
    crate::count::of(db, bound, some).await
}

/// Those of these tickets that the viewer may see and the filter lets through, newest first.
pub(crate) async fn numbered(
    db: &Conn,
    viewer: Viewer,
    filter: &TicketFilter,
    numbers: &[i64],
) -> Result<Vec<TicketRow>> {
    let parts = parts(viewer, filter);
    if numbers.is_empty() || parts.is_empty() {
        return Ok(Vec::new());
    }
    let rows = Entity::find()
        .filter(beside(viewer, filter))
        .filter(parts.into_iter().fold(Condition::any(), Condition::add))
        .filter(Column::Number.is_in(numbers.iter().copied()))
        .order_by_desc(Column::Number)
        .all(db)
        .await
        .or_store_error()?;
    with_names(db, rows).await
}

pub(crate) const fn updated_column(viewer: Viewer) -> Column {
    match viewer {
        Viewer::Staff => Column::UpdatedAt,
        Viewer::Requester(_) => Column::RequesterUpdatedAt,
    }
}

/// A limited read as a table: SQLite takes ORDER BY and LIMIT in a part of a union only so.
pub(super) fn wrap(part: SelectStatement) -> SelectStatement {
    Query::select().column(Asterisk).from_subquery(part, Alias::new("part")).take()
}

/// An order as the engine is told. Ids sort by creation, so that order needs no other column.
#[derive(Clone, Copy)]
pub(super) struct Sort {
    column: Option<Column>,
    key: SortKey,
    descending: bool,
}

impl Sort {
    pub(super) const fn new(viewer: Viewer, order: TicketOrder) -> Self {
        let column = match order.key {
            SortKey::UpdatedAt => Some(updated_column(viewer)),
            SortKey::CreatedAt => None,
            SortKey::Priority => Some(Column::Priority),
        };
        Self { column, key: order.key, descending: order.descending }
    }

    pub(super) fn apply(self, mut select: SelectStatement, limit: u64) -> SelectStatement {
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
