use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    id::{AccountId, MessageId, TicketId},
    page::{Page, PageRequest},
    ticket::{DeletedTicket, DeletionRepo, Position},
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Condition, Expr, ExprTrait},
};
use uuid::Uuid;

use super::{merge::sources_of, row::to_ticket};
use crate::{
    conn::Conn,
    dialect::{lock_free_if_writing, lock_if_writing},
    entity::{
        message,
        ticket::{Column, Entity, Model},
    },
    error::{OrStoreError, inconsistent},
};

pub(crate) struct Deletions<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl DeletionRepo for Deletions<'_> {
    async fn delete(&mut self, ticket: TicketId, by: Option<AccountId>, at: Timestamp) -> Result<()> {
        self.mark(ticket, Some(at), by).await
    }

    async fn find(&mut self, ticket: TicketId) -> Result<Option<DeletedTicket>> {
        let select = Entity::find_by_id(ticket.as_uuid()).filter(Column::DeletedAt.is_not_null());
        let row = lock_if_writing(select, self.db).one(self.db).await.or_store_error()?;
        row.map(to_deleted).transpose()
    }

    async fn restore(&mut self, ticket: TicketId) -> Result<()> {
        self.mark(ticket, None, None).await
    }

    async fn list(&mut self, page: &PageRequest<Position>) -> Result<Page<DeletedTicket, Position>> {
        let mut select = Entity::find().filter(Column::DeletedAt.is_not_null());
        if let Some(after) = page.after {
            let columns = Expr::tuple([Expr::col(Column::DeletedAt), Expr::col(Column::Id)]);
            let at = Timestamp::from_timestamp_millis(after.value).unwrap_or_default();
            let values = Expr::tuple([Expr::value(at), Expr::value(after.id.as_uuid())]);
            select = select.filter(Condition::all().add(columns.lt(values)));
        }
        let select = select.order_by_desc(Column::DeletedAt).order_by_desc(Column::Id);
        let rows = select.limit(u64::from(page.limit) + 1).all(self.db).await.or_store_error()?;
        let deleted = rows.into_iter().map(to_deleted).collect::<Result<Vec<_>>>()?;
        let position =
            |one: &DeletedTicket| Position { value: one.deleted_at.timestamp_millis(), id: one.ticket.id };
        Ok(Page::from_overfull(deleted, page.limit, position))
    }

    async fn due(&mut self, before: Timestamp, limit: u64) -> Result<Vec<TicketId>> {
        let due =
            Entity::find().filter(Column::DeletedAt.lt(before)).order_by_asc(Column::DeletedAt).limit(limit);
        let rows = lock_free_if_writing(due, self.db).all(self.db).await.or_store_error()?;
        Ok(rows.into_iter().map(|row| TicketId::from_uuid(row.id)).collect())
    }

    async fn messages(&mut self, ticket: TicketId) -> Result<Vec<MessageId>> {
        self.messages_that(ticket, Condition::all()).await
    }

    async fn held(&mut self, ticket: TicketId) -> Result<Vec<MessageId>> {
        self.messages_that(ticket, Condition::all().add(message::Column::HeldUntil.is_not_null())).await
    }

    async fn erase(&mut self, ticket: TicketId) -> Result<()> {
        let id = ticket.as_uuid();
        let nothing = || Expr::value(Option::<Uuid>::None);
        let others = [
            Entity::update_many().col_expr(Column::FollowUpOf, nothing()).filter(Column::FollowUpOf.eq(id)),
            Entity::update_many()
                .col_expr(Column::MergedInto, nothing())
                .filter(Column::Id.in_subquery(sources_of(&[id])))
                .filter(Column::MergedInto.eq(id)),
        ];
        for other in others {
            other.exec(self.db).await.or_store_error()?;
        }
        // Messages, their documents in the index, files, history and links go with it.
        Entity::delete_by_id(id).exec(self.db).await.or_store_error()?;
        Ok(())
    }
}

impl Deletions<'_> {
    async fn mark(&self, ticket: TicketId, at: Option<Timestamp>, by: Option<AccountId>) -> Result<()> {
        let update = Entity::update_many()
            .col_expr(Column::DeletedAt, Expr::value(at))
            .col_expr(Column::DeletedBy, Expr::value(by.map(AccountId::as_uuid)))
            .filter(Column::Id.eq(ticket.as_uuid()));
        update.exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn messages_that(&self, ticket: TicketId, which: Condition) -> Result<Vec<MessageId>> {
        let ids: Vec<Uuid> = message::Entity::find()
            .select_only()
            .column(message::Column::Id)
            .filter(message::Column::TicketId.eq(ticket.as_uuid()))
            .filter(which)
            .order_by_asc(message::Column::Id)
            .into_tuple()
            .all(self.db)
            .await
            .or_store_error()?;
        Ok(ids.into_iter().map(MessageId::from_uuid).collect())
    }
}

fn to_deleted(row: Model) -> Result<DeletedTicket> {
    let (id, deleted_at) = (row.id, row.deleted_at);
    let deleted_by = row.deleted_by.map(AccountId::from_uuid);
    let deleted_at = deleted_at.ok_or_else(|| inconsistent("ticket", "deleted_at", id))?;
    Ok(DeletedTicket { ticket: to_ticket(row)?, deleted_by, deleted_at })
}
