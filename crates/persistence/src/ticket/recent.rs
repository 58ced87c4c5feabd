//! A person's latest tickets. As in a list, an index serves one status in order, so each is read for itself;
//! however many tickets the person has, few index entries are touched.

use domain::{
    Result,
    clock::Timestamp,
    id::{AccountId, DeviceId, TicketId},
    ticket::{RecentTicket, Status, Subject},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult, Order, QueryResult,
    sea_query::{Query, SelectStatement, UnionType},
};
use uuid::Uuid;

use super::{list::wrap, visibility::present};
use crate::{
    conn::Conn,
    entity::ticket::{Column, Entity},
    error::OrStoreError,
};

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    device_id: Option<Uuid>,
    subject: String,
}

pub(super) async fn recent_of(
    db: &Conn,
    requester: AccountId,
    since: Timestamp,
    limit: u64,
) -> Result<Vec<RecentTicket>> {
    let live = Status::ALL.into_iter().filter(|status| *status != Status::Closed);
    let mut parts = live.map(|status| wrap(of_status(requester, status, since, limit)));
    let Some(mut newest) = parts.next() else { return Ok(Vec::new()) };
    for part in parts {
        newest.union(UnionType::All, part);
    }
    newest.order_by(Column::Id, Order::Desc).limit(limit);
    let rows = db.query_all(&newest).await.or_store_error()?;
    rows.iter().map(to_recent).collect()
}

fn of_status(requester: AccountId, status: Status, since: Timestamp, limit: u64) -> SelectStatement {
    Query::select()
        .columns([Column::Id, Column::DeviceId, Column::Subject])
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

fn to_recent(row: &QueryResult) -> Result<RecentTicket> {
    let Row { id, device_id, subject } = Row::from_query_result(row, "").or_store_error()?;
    Ok(RecentTicket {
        id: TicketId::from_uuid(id),
        device: device_id.map(DeviceId::from_uuid),
        subject: Subject::from_stored(subject),
    })
}
