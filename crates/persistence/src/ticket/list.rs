//! The queue: one page of tickets, however many there are.
//!
//! An index can serve one status in order, not several, nor several teams. So a page is read as the union
//! of one ordered, limited read per status and team, which touches few pages' worth of index entries.
//!
//! What a customer takes part in as cc is one part more. It is found by the person, not in order: its
//! cost grows with the number of such tickets, never with the number of all.

use domain::{
    Result,
    contact::PersonName,
    id::{AccountId, TicketId},
    page::{Count, Page, PageRequest},
    ticket::{
        Position, Priority, SortKey, Status, Subject, TicketFilter, TicketOrder, TicketRow, TicketType,
        Viewer,
    },
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, ExprTrait, FromQueryResult, Order, QueryResult, Value,
    prelude::DateTimeUtc,
    sea_query::{Alias, Asterisk, Condition, Expr, Query, SelectStatement, SubQueryStatement, UnionType},
};
use uuid::Uuid;

use super::{
    filter::{beside, parts},
    row::split,
};
use crate::{
    conn::Conn,
    entity::{
        account,
        ticket::{Column, Entity},
    },
    error::{OrStoreError, inconsistent},
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
        let columns = columns(viewer).map(|(column, _)| column);
        sort.apply(Query::select().columns(columns).from(Entity).cond_where(part).take(), fetch)
    });
    let Some(first) = parts.next() else { return Ok(Page { items: Vec::new(), next: None }) };
    let mut union = wrap(first);
    for part in parts {
        union.union(UnionType::All, wrap(part));
    }
    let mut select = select_rows(viewer, "page");
    let statement = sort.apply(select.from_subquery(union, Alias::new("page")).take(), fetch);
    let rows = db.query_all(&statement).await.or_store_error()?;
    let rows = rows.iter().map(read_row).collect::<Result<_>>()?;
    Ok(Page::from_overfull(rows, page.limit, |row| sort.position(row)))
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
    let select = select_rows(viewer, "ticket")
        .from(Entity)
        .cond_where(beside(viewer, filter))
        .cond_where(parts.into_iter().fold(Condition::any(), Condition::add))
        .and_where(Column::Number.is_in(numbers.iter().copied()))
        .order_by(Column::Number, Order::Desc)
        .take();
    let rows = db.query_all(&select).await.or_store_error()?;
    rows.iter().map(read_row).collect()
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

    fn position(self, row: &TicketRow) -> Position {
        let value = match self.key {
            SortKey::Priority => i64::from(row.priority.rank()),
            SortKey::UpdatedAt => row.updated_at.timestamp_millis(),
            SortKey::CreatedAt => 0,
        };
        Position { value, id: row.id }
    }
}

/// What a row shows, and how it is called there.
const fn columns(viewer: Viewer) -> [(Column, &'static str); 12] {
    let version = match viewer {
        Viewer::Staff => Column::Version,
        Viewer::Requester(_) => Column::RequesterVersion,
    };
    [
        (Column::Id, "id"),
        (Column::Number, "number"),
        (Column::RequesterId, "requester_id"),
        (Column::Subject, "subject"),
        (Column::Status, "status"),
        (Column::Priority, "priority"),
        (Column::Kind, "kind"),
        (Column::AssigneeId, "assignee_id"),
        (Column::Tags, "tags"),
        (version, "version"),
        (Column::CreatedAt, "created_at"),
        (updated_column(viewer), "updated_at"),
    ]
}

/// Selects what a row shows from `tickets`, with the name of who asked.
fn select_rows(viewer: Viewer, tickets: &'static str) -> SelectStatement {
    let name = Query::select()
        .column((account::Entity, account::Column::Name))
        .from(account::Entity)
        .and_where(Expr::col((account::Entity, account::Column::Id)).equals((tickets, Column::RequesterId)))
        .take();
    let mut select = Query::select();
    for (column, name) in columns(viewer) {
        select.expr_as(Expr::col((tickets, column)), name);
    }
    select.expr_as(SubQueryStatement::from(name), "requester_name").take()
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    number: i64,
    requester_id: Uuid,
    requester_name: String,
    subject: String,
    status: String,
    priority: i32,
    kind: String,
    assignee_id: Option<Uuid>,
    tags: String,
    version: i64,
    created_at: DateTimeUtc,
    updated_at: DateTimeUtc,
}

fn read_row(row: &QueryResult) -> Result<TicketRow> {
    let row = Row::from_query_result(row, "").or_store_error()?;
    let unreadable = |column| inconsistent("ticket", column, row.id);
    Ok(TicketRow {
        id: TicketId::from_uuid(row.id),
        number: row.number,
        requester: AccountId::from_uuid(row.requester_id),
        requester_name: PersonName::from_stored(row.requester_name),
        subject: Subject::from_stored(row.subject),
        status: Status::from_name(&row.status).ok_or_else(|| unreadable("status"))?,
        priority: Priority::from_rank(row.priority).ok_or_else(|| unreadable("priority"))?,
        kind: TicketType::from_name(&row.kind).ok_or_else(|| unreadable("kind"))?,
        assignee: row.assignee_id.map(AccountId::from_uuid),
        tags: split(&row.tags),
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
