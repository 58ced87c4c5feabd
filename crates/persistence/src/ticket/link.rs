use async_trait::async_trait;
use domain::{
    Result,
    id::{AccountId, LinkId, TicketId},
    ticket::{Link, LinkRepo, Relation},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    conn::Conn,
    entity::ticket_link::{ActiveModel, Column, Entity, Model},
    error::{OrStoreError, inconsistent},
};

pub(crate) struct Links<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl LinkRepo for Links<'_> {
    async fn add(&mut self, link: &Link) -> Result<()> {
        let Link { id, from, to, relation, linked_by, linked_at } = link;
        let row = ActiveModel {
            id: Set(id.as_uuid()),
            from_id: Set(from.as_uuid()),
            to_id: Set(to.as_uuid()),
            kind: Set(relation.name().to_owned()),
            linked_by: Set(linked_by.map(AccountId::as_uuid)),
            linked_at: Set(*linked_at),
        };
        Entity::insert(row).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn list(&mut self, ticket: TicketId) -> Result<Vec<Link>> {
        let of_it =
            Condition::any().add(Column::FromId.eq(ticket.as_uuid())).add(Column::ToId.eq(ticket.as_uuid()));
        let rows = Entity::find().filter(of_it).order_by_asc(Column::Id).all(self.db).await;
        rows.or_store_error()?.into_iter().map(to_link).collect()
    }

    async fn remove(&mut self, id: LinkId) -> Result<()> {
        Entity::delete_by_id(id.as_uuid()).exec(self.db).await.or_store_error()?;
        Ok(())
    }
}

fn to_link(row: Model) -> Result<Link> {
    let Model { id, from_id, to_id, kind, linked_by, linked_at } = row;
    Ok(Link {
        id: LinkId::from_uuid(id),
        from: TicketId::from_uuid(from_id),
        to: TicketId::from_uuid(to_id),
        relation: Relation::from_name(&kind).ok_or_else(|| inconsistent("ticket_link", "kind", id))?,
        linked_by: linked_by.map(AccountId::from_uuid),
        linked_at,
    })
}
