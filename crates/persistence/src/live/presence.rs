use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    id::{AccountId, TicketId},
    live::{Activity, Presence, PresenceRepo},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::OnConflict};

use crate::{
    conn::Conn,
    entity::presence::{ActiveModel, Column, Entity, Model},
    error::{OrStoreError, inconsistent},
};

pub(crate) struct Presences<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl PresenceRepo for Presences<'_> {
    async fn all(&mut self, now: Timestamp) -> Result<Vec<Presence>> {
        let select = Entity::find().filter(Column::ExpiresAt.gt(now));
        let select = select.order_by_asc(Column::TicketId).order_by_asc(Column::AccountId);
        let rows = select.all(self.db).await.or_store_error()?;
        rows.into_iter().map(to_presence).collect()
    }

    async fn at(&mut self, ticket: TicketId, now: Timestamp) -> Result<Vec<Presence>> {
        let select = Entity::find().filter(Column::TicketId.eq(ticket.as_uuid()));
        let select = select.filter(Column::ExpiresAt.gt(now)).order_by_asc(Column::AccountId);
        let rows = select.all(self.db).await.or_store_error()?;
        rows.into_iter().map(to_presence).collect()
    }

    async fn set(&mut self, presence: &Presence) -> Result<()> {
        let newer = OnConflict::columns([Column::TicketId, Column::AccountId])
            .update_columns([Column::Activity, Column::ExpiresAt])
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

fn to_row(presence: &Presence) -> ActiveModel {
    let Presence { ticket, account, activity, expires_at } = presence;
    ActiveModel {
        ticket_id: Set(ticket.as_uuid()),
        account_id: Set(account.as_uuid()),
        activity: Set(activity.name().to_owned()),
        expires_at: Set(*expires_at),
    }
}

fn to_presence(row: Model) -> Result<Presence> {
    let Model { ticket_id, account_id, activity, expires_at } = row;
    let unreadable = || inconsistent("presence", "activity", ticket_id);
    Ok(Presence {
        ticket: TicketId::from_uuid(ticket_id),
        account: AccountId::from_uuid(account_id),
        activity: Activity::from_name(&activity).ok_or_else(unreadable)?,
        expires_at,
    })
}
