use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    id::{AccountId, EventId, TicketId},
    live::{Activity, Change, LiveRepo, Presence},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use crate::{
    conn::Conn,
    entity::{
        ticket, ticket_event,
        ticket_presence::{ActiveModel, Column, Entity, Model},
    },
    error::{OrStoreError, inconsistent},
};

pub(crate) struct Live<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl LiveRepo for Live<'_> {
    async fn changes(&mut self, after: EventId, before: EventId, limit: u64) -> Result<Vec<Change>> {
        use ticket_event::Column as Event;
        let its_ticket =
            Expr::col((ticket_event::Entity, Event::TicketId)).equals((ticket::Entity, ticket::Column::Id));
        let mut select = ticket_event::Entity::find()
            .select_only()
            .columns([Event::Id, Event::Kind, Event::IsPublic, Event::TicketId])
            .column_as(Expr::col((ticket::Entity, ticket::Column::Number)), "number")
            .column_as(Expr::col((ticket::Entity, ticket::Column::Version)), "version")
            .column_as(Expr::col((ticket::Entity, ticket::Column::RequesterVersion)), "requester_version")
            .column_as(Expr::col((ticket::Entity, ticket::Column::RequesterId)), "requester_id")
            .filter(Event::Id.gt(after.as_uuid()))
            .filter(Event::Id.lt(before.as_uuid()))
            .order_by_asc(Event::Id)
            .limit(limit);
        QuerySelect::query(&mut select).join(JoinType::InnerJoin, ticket::Entity, its_ticket);
        let rows = select.into_model::<ChangeRow>().all(self.db).await.or_store_error()?;
        Ok(rows.into_iter().map(ChangeRow::into_change).collect())
    }

    async fn present(&mut self, now: Timestamp) -> Result<Vec<Presence>> {
        let select = Entity::find().filter(Column::ExpiresAt.gt(now));
        let select = select.order_by_asc(Column::TicketId).order_by_asc(Column::AccountId);
        let rows = select.all(self.db).await.or_store_error()?;
        rows.into_iter().map(to_presence).collect()
    }

    async fn present_at(&mut self, ticket: TicketId, now: Timestamp) -> Result<Vec<Presence>> {
        let select = Entity::find().filter(Column::TicketId.eq(ticket.as_uuid()));
        let select = select.filter(Column::ExpiresAt.gt(now)).order_by_asc(Column::AccountId);
        let rows = select.all(self.db).await.or_store_error()?;
        rows.into_iter().map(to_presence).collect()
    }

    async fn set(&mut self, presence: &Presence) -> Result<()> {
        let newer = OnConflict::columns([Column::TicketId, Column::AccountId])
            .update_columns([Column::Activity, Column::SeenAt, Column::ExpiresAt])
            .to_owned();
        let insert = Entity::insert(to_row(presence)).on_conflict(newer);
        insert.exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn remove_ended(&mut self, before: Timestamp) -> Result<u64> {
        let delete = Entity::delete_many().filter(Column::ExpiresAt.lt(before));
        Ok(delete.exec(self.db).await.or_store_error()?.rows_affected)
    }
}

#[derive(FromQueryResult)]
struct ChangeRow {
    id: Uuid,
    kind: String,
    is_public: bool,
    ticket_id: Uuid,
    number: i64,
    version: i64,
    requester_version: i64,
    requester_id: Uuid,
}

impl ChangeRow {
    fn into_change(self) -> Change {
        Change {
            id: EventId::from_uuid(self.id),
            kind: self.kind,
            is_public: self.is_public,
            ticket: TicketId::from_uuid(self.ticket_id),
            number: self.number,
            version: self.version,
            requester_version: self.requester_version,
            readers: vec![AccountId::from_uuid(self.requester_id)],
        }
    }
}

fn to_row(presence: &Presence) -> ActiveModel {
    let Presence { ticket, account, activity, seen_at, expires_at } = presence;
    ActiveModel {
        ticket_id: Set(ticket.as_uuid()),
        account_id: Set(account.as_uuid()),
        activity: Set(activity.name().to_owned()),
        seen_at: Set(*seen_at),
        expires_at: Set(*expires_at),
    }
}

fn to_presence(row: Model) -> Result<Presence> {
    let Model { ticket_id, account_id, activity, seen_at, expires_at } = row;
    let unreadable = || inconsistent("ticket_presence", "activity", ticket_id);
    Ok(Presence {
        ticket: TicketId::from_uuid(ticket_id),
        account: AccountId::from_uuid(account_id),
        activity: Activity::from_name(&activity).ok_or_else(unreadable)?,
        seen_at,
        expires_at,
    })
}
