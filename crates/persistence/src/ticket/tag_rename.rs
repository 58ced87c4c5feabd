use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    id::{AccountId, TagRenameId, TicketId},
    ticket::{Tag, TagRename, TagRenameRepo, Ticket},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::row::to_ticket;
use crate::{
    conn::Conn,
    dialect::{delete_some, lock_if_writing},
    entity::{
        tag_rename::{ActiveModel, Column, Entity, Model},
        ticket, ticket_tag,
    },
    error::{OrStoreError, inconsistent},
    update::update,
};

pub(crate) struct TagRenames<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl TagRenameRepo for TagRenames<'_> {
    async fn add(&mut self, rename: &TagRename) -> Result<()> {
        Entity::insert(to_row(rename)).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn find(&mut self, id: TagRenameId) -> Result<Option<TagRename>> {
        let select = lock_if_writing(Entity::find_by_id(id.as_uuid()), self.db);
        select.one(self.db).await.or_store_error()?.map(to_rename).transpose()
    }

    async fn update(&mut self, rename: &TagRename) -> Result<()> {
        let update = update(to_row(rename)).filter(Column::Id.eq(rename.id.as_uuid()));
        update.exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn carriers(&mut self, tag: &Tag, after: Option<TicketId>, limit: u64) -> Result<Vec<Ticket>> {
        let tagged = ticket_tag::Entity::find()
            .select_only()
            .column(ticket_tag::Column::TicketId)
            .filter(ticket_tag::Column::Tag.eq(tag.as_str()))
            .apply_if(after, |select, after| select.filter(ticket_tag::Column::TicketId.gt(after.as_uuid())))
            .order_by_asc(ticket_tag::Column::TicketId)
            .limit(limit);
        let tickets = ticket::Entity::find()
            .filter(ticket::Column::Id.in_subquery(tagged.into_query()))
            .order_by_asc(ticket::Column::Id);
        let rows = lock_if_writing(tickets, self.db).all(self.db).await.or_store_error()?;
        rows.into_iter().map(to_ticket).collect()
    }

    async fn remove_older(&mut self, before: Timestamp, limit: u64) -> Result<u64> {
        let old = Entity::find().select_only().column(Column::Id).filter(Column::CreatedAt.lt(before));
        delete_some(self.db, old, Column::Id, limit).await
    }
}

fn to_row(rename: &TagRename) -> ActiveModel {
    let TagRename { id, from, to, ordered_by, changed, last, created_at, finished_at } = rename;
    ActiveModel {
        id: Set(id.as_uuid()),
        from_tag: Set(from.as_str().to_owned()),
        // Nothing is renamed to itself: this says that nothing takes the label's place.
        to_tag: Set(to.as_ref().unwrap_or(from).as_str().to_owned()),
        ordered_by: Set(ordered_by.as_uuid()),
        changed: Set(i64::try_from(*changed).unwrap_or(i64::MAX)),
        last_ticket_id: Set(last.map(TicketId::as_uuid)),
        created_at: Set(*created_at),
        finished_at: Set(*finished_at),
    }
}

fn to_rename(row: Model) -> Result<TagRename> {
    let Model { id, from_tag, to_tag, ordered_by, changed, last_ticket_id, created_at, finished_at } = row;
    let to = (to_tag != from_tag).then(|| Tag::from_stored(to_tag));
    Ok(TagRename {
        id: TagRenameId::from_uuid(id),
        from: Tag::from_stored(from_tag),
        to,
        ordered_by: AccountId::from_uuid(ordered_by),
        changed: u64::try_from(changed).map_err(|_| inconsistent("tag_rename", "changed", id))?,
        last: last_ticket_id.map(TicketId::from_uuid),
        created_at,
        finished_at,
    })
}
