//! What is to be done with which ticket next, and how much there is to do.

use std::borrow::Cow;

use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    id::{TeamId, TicketId},
    page::Count,
    ticket::{OfTeam, QueueRepo, SortKey, Standing, Status, Ticket, TicketFilter, TicketOrder, Viewer},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder, QuerySelect,
    Select,
    sea_query::{Alias, Asterisk, Condition, Expr, Func, Query, SelectStatement, UnionType},
};

use super::{
    filter,
    list::{self, Sort},
    row::to_ticket,
    visibility::present,
};
use crate::{
    conn::Conn,
    dialect::{lock_free_if_writing, lock_if_writing, skip_locked, values_of},
    entity::ticket::{Column, Entity, Model},
    error::OrStoreError,
    repair::tickets_in_repair,
    search::with_requesters,
};

/// How many values one statement has at most: SQLite takes 32,766, PostgreSQL 65,535.
const MOST_VALUES: usize = 32_000;

pub(crate) struct Queue<'t> {
    pub(crate) db: &'t Conn,
}

impl Queue<'_> {
    /// As few statements as have no more values than one may have.
    fn unions(&self, filters: &[Cow<'_, TicketFilter>], bound: u64) -> Vec<SelectStatement> {
        let (mut unions, mut values) = (Vec::<SelectStatement>::new(), 0);
        for (filter, at) in filters.iter().zip(0..) {
            let count = counted(filter, at, bound);
            let more = values_of(self.db, &count);
            match unions.last_mut() {
                Some(union) if values + more <= MOST_VALUES => {
                    union.union(UnionType::All, count);
                    values += more;
                }
                _ => {
                    unions.push(count);
                    values = more;
                }
            }
        }
        unions
    }
}

#[async_trait]
impl QueueRepo for Queue<'_> {
    async fn standing(&mut self, which: &Standing<'_>, limit: u64) -> Result<Vec<Ticket>> {
        let team = match which.team {
            OfTeam::Only(team) => Condition::all().add(Column::TeamId.eq(team.as_uuid())),
            OfTeam::Other([]) => Condition::all(),
            OfTeam::Other(teams) => Condition::any()
                .add(Column::TeamId.is_null())
                .add(Column::TeamId.is_not_in(teams.iter().map(|team| team.as_uuid()))),
        };
        let mut select = Entity::find()
            .filter(Column::Status.eq(which.status.name()))
            .filter(Column::StatusAt.lt(which.since))
            .filter(Column::WakeAt.is_null())
            .filter(present())
            .filter(team)
            .order_by_asc(Column::StatusAt);
        if which.not_in_repair {
            select = select.filter(Column::Id.not_in_subquery(tickets_in_repair()));
        }
        if which.unreminded {
            select = select.filter(Column::RemindedAt.is_null());
        }
        some(lock_free_if_writing(select.limit(limit), self.db), self.db).await
    }

    async fn due_to_wake(&mut self, now: Timestamp, limit: u64) -> Result<Vec<Ticket>> {
        let due =
            Entity::find().filter(Column::WakeAt.lte(now)).filter(present()).order_by_asc(Column::WakeAt);
        some(lock_free_if_writing(due.limit(limit), self.db), self.db).await
    }

    async fn of_team(&mut self, team: TeamId, limit: u64) -> Result<Vec<Ticket>> {
        let unfinished = unfinished(team).order_by_asc(Column::Id).limit(limit);
        some(lock_if_writing(unfinished, self.db), self.db).await
    }

    async fn any_unfinished(&mut self, team: TeamId) -> Result<bool> {
        Ok(unfinished(team).limit(1).one(self.db).await.or_store_error()?.is_some())
    }

    async fn take_first(&mut self, filter: &TicketFilter, order: TicketOrder) -> Result<Option<Ticket>> {
        let conditions = filter::all(&*with_requesters(self.db, filter).await?);
        let select = Query::select().column(Asterisk).from(Entity).cond_where(conditions).take();
        let mut first = in_turn(select, order).limit(1).take();
        skip_locked(&mut first, self.db);
        let row = self.db.query_one(&first).await.or_store_error()?;
        let row = row.map(|row| Model::from_query_result(&row, "")).transpose().or_store_error()?;
        row.map(to_ticket).transpose()
    }

    async fn ids(&mut self, filter: &TicketFilter, limit: u64) -> Result<Vec<TicketId>> {
        let filter = with_requesters(self.db, filter).await?;
        let select = Entity::find().select_only().column(Column::Id).filter(filter::all(&filter));
        let select = select.order_by_asc(Column::Id).limit(limit);
        let ids: Vec<uuid::Uuid> = select.into_tuple().all(self.db).await.or_store_error()?;
        Ok(ids.into_iter().map(TicketId::from_uuid).collect())
    }

    async fn count(&mut self, filters: &[TicketFilter], bound: u64) -> Result<Vec<Count>> {
        let mut known = Vec::with_capacity(filters.len());
        for filter in filters {
            known.push(with_requesters(self.db, filter).await?);
        }
        let mut found = vec![0; filters.len()];
        for union in self.unions(&known, bound) {
            for row in self.db.query_all(&union).await.or_store_error()? {
                let at: i64 = row.try_get_by_index(0).or_store_error()?;
                let count: i64 = row.try_get_by_index(1).or_store_error()?;
                if let Some(place) = usize::try_from(at).ok().and_then(|at| found.get_mut(at)) {
                    *place = u64::try_from(count).unwrap_or_default();
                }
            }
        }
        Ok(found.into_iter().map(|found| Count::up_to(bound, found)).collect())
    }

    async fn count_list(&mut self, viewer: Viewer, filter: &TicketFilter, bound: u64) -> Result<Count> {
        list::count(self.db, viewer, filter, bound).await
    }
}

async fn some(select: Select<Entity>, db: &Conn) -> Result<Vec<Ticket>> {
    let rows = select.all(db).await.or_store_error()?;
    rows.into_iter().map(to_ticket).collect()
}

/// In the order of the list; of what is equally urgent, the oldest comes first.
fn in_turn(mut select: SelectStatement, order: TicketOrder) -> SelectStatement {
    match order.key {
        SortKey::Priority => {
            let urgency = if order.descending { Order::Desc } else { Order::Asc };
            select.order_by(Column::Priority, urgency).order_by(Column::Id, Order::Asc).take()
        }
        SortKey::UpdatedAt | SortKey::CreatedAt => Sort::new(Viewer::Staff, order).apply(select, 1),
    }
}

fn unfinished(team: TeamId) -> Select<Entity> {
    let unfinished = Status::ALL.into_iter().filter(|status| *status != Status::Closed);
    Entity::find()
        .filter(Column::TeamId.eq(team.as_uuid()))
        .filter(Column::Status.is_in(unfinished.map(Status::name)))
}

/// The number of a filter, and how many tickets it leaves: one more than `bound` at most, so that no
/// count reads more than that of what fits.
fn counted(filter: &TicketFilter, at: i64, bound: u64) -> SelectStatement {
    let some = Query::select()
        .expr(Expr::value(1))
        .from(Entity)
        .cond_where(filter::all(filter))
        .limit(bound + 1)
        .take();
    Query::select()
        .expr(Expr::value(at))
        .expr(Func::count(Expr::col(Asterisk)))
        .from_subquery(some, Alias::new("bounded"))
        .take()
}
