//! What a new ticket meets, by one statement: whose it is, where it goes, and the person's latest tickets.
//! As in a list, an index serves one status in order, so each is read for itself; however many tickets the
//! person has, few index entries are touched.

use domain::{
    Result,
    clock::Timestamp,
    id::{AccountId, DeviceId, TeamId, TicketId},
    ticket::{RecentTicket, Status, Subject, Surroundings},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult, JoinType, Order, QueryResult,
    sea_query::{Alias, Expr, Query, SelectStatement, UnionType},
};
use uuid::Uuid;

use super::{
    list::wrap,
    people::{asker, select_from_account},
    visibility::present,
};
use crate::{
    conn::Conn,
    dialect::share_selected_if_writing,
    entity::{
        team,
        ticket::{Column, Entity},
    },
    error::{OrStoreError, inconsistent},
};

const REQUESTER: &str = "requester";
const RECENT: [(Column, &str); 5] = [
    (Column::Id, "recent_id"),
    (Column::Number, "recent_number"),
    (Column::Status, "recent_status"),
    (Column::DeviceId, "recent_device_id"),
    (Column::Subject, "recent_subject"),
];

pub(super) async fn surroundings(
    db: &Conn,
    requester: AccountId,
    since: Timestamp,
    limit: u64,
) -> Result<Option<Surroundings>> {
    let always = || Expr::value(true);
    let mut select = select_from_account(REQUESTER, requester);
    select
        .expr_as(Expr::col(("team", team::Column::Id)), "team_id")
        .join_subquery(JoinType::LeftJoin, default_team(db), Alias::new("team"), always())
        .join_subquery(JoinType::LeftJoin, recent(requester, since, limit), Alias::new("recent"), always())
        .order_by(("recent", Column::Id), Order::Desc);
    for (column, name) in RECENT {
        select.expr_as(Expr::col(("recent", column)), name);
    }
    let rows = db.query_all(&select).await.or_store_error()?;
    let Some(first) = rows.first() else { return Ok(None) };
    let Some(requester) = asker(first, REQUESTER)? else { return Ok(None) };
    let team: Option<Uuid> = first.try_get("", "team_id").or_store_error()?;
    let recent = rows.iter().map(to_recent).filter_map(Result::transpose).collect::<Result<_>>()?;
    Ok(Some(Surroundings { requester, team: team.map(TeamId::from_uuid), recent }))
}

fn default_team(db: &Conn) -> SelectStatement {
    let mut team = Query::select();
    team.column(team::Column::Id)
        .from(team::Entity)
        .and_where(team::Column::IsDefault.eq(true))
        .order_by(team::Column::Number, Order::Asc)
        .limit(1);
    share_selected_if_writing(&mut team, db);
    team
}

fn recent(requester: AccountId, since: Timestamp, limit: u64) -> SelectStatement {
    let live = Status::ALL.into_iter().filter(|status| *status != Status::Closed);
    let mut parts = live.map(|status| wrap(of_status(requester, status, since, limit)));
    let mut newest = parts.next().unwrap_or_default();
    for part in parts {
        newest.union(UnionType::All, part);
    }
    newest
}

fn of_status(requester: AccountId, status: Status, since: Timestamp, limit: u64) -> SelectStatement {
    Query::select()
        .columns(RECENT.map(|(column, _)| column))
        .from(Entity)
        .and_where(Column::RequesterId.eq(requester.as_uuid()))
        .and_where(Column::Status.eq(status.name()))
        // Ids sort by creation: the same index that orders them bounds them.
        .and_where(Column::Id.gte(first_id_of(since)))
        .and_where(present())
        .order_by(Column::Id, Order::Desc)
        .limit(limit)
        .take()
}

/// The lowest id (UUID v7, RFC 9562) that can be made at that time.
fn first_id_of(time: Timestamp) -> Uuid {
    Uuid::from_u128(u128::try_from(time.timestamp_millis()).unwrap_or_default() << 80)
}

#[derive(FromQueryResult)]
struct Recent {
    id: Option<Uuid>,
    number: Option<i64>,
    status: Option<String>,
    device_id: Option<Uuid>,
    subject: Option<String>,
}

/// One of the person's tickets; nothing in the row of somebody who has none.
fn to_recent(row: &QueryResult) -> Result<Option<RecentTicket>> {
    let Recent { id, number, status, device_id, subject } =
        Recent::from_query_result(row, "recent_").or_store_error()?;
    let (Some(id), Some(number), Some(status), Some(subject)) = (id, number, status, subject) else {
        return Ok(None);
    };
    Ok(Some(RecentTicket {
        id: TicketId::from_uuid(id),
        number,
        status: Status::from_name(&status).ok_or_else(|| inconsistent("ticket", "status", id))?,
        device: device_id.map(DeviceId::from_uuid),
        subject: Subject::from_stored(subject),
    }))
}
