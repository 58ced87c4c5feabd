use async_trait::async_trait;
use domain::{
    Error, Result,
    clock::Timestamp,
    id::{AccountId, TicketId},
    page::{Page, PageRequest},
    ticket::{
        PeopledTicket, Position, Surroundings, Tag, Tags, Ticket, TicketFilter, TicketOrder, TicketRepo,
        TicketRow, Viewer,
    },
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, Select};

use super::{
    list, people,
    row::{to_row, to_ticket},
    surroundings,
    visibility::{present, visible_tickets},
};
use crate::{
    conn::Conn,
    dialect::lock_if_writing,
    entity::{
        ticket::{ActiveModel, Column, Entity},
        ticket_tag,
    },
    error::OrStoreError,
    search::write,
    update::{changes, update},
};

pub(crate) struct Tickets<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl TicketRepo for Tickets<'_> {
    async fn add(&mut self, ticket: &Ticket) -> Result<i64> {
        let row = Entity::insert(to_row(ticket)).exec_with_returning(self.db).await.or_store_error()?;
        self.insert_tags(ticket.id, &ticket.tags).await?;
        Ok(row.number)
    }

    async fn find(&mut self, id: TicketId) -> Result<Option<Ticket>> {
        self.find_one(Entity::find_by_id(id.as_uuid()).filter(present())).await
    }

    async fn find_visible(&mut self, viewer: Viewer, id: TicketId) -> Result<Option<Ticket>> {
        self.find_one(Entity::find_by_id(id.as_uuid()).filter(visible_tickets(viewer))).await
    }

    async fn update(&mut self, ticket: &Ticket, before: &Ticket) -> Result<()> {
        // Its version is written whatever has changed, so that this asks of it.
        let row = ActiveModel { version: Set(ticket.version), ..changes(to_row(ticket), &to_row(before)) };
        let done = update(row)
            .filter(Column::Id.eq(ticket.id.as_uuid()))
            .filter(Column::Version.eq(before.version))
            .exec(self.db)
            .await
            .or_store_error()?;
        if done.rows_affected != 1 {
            let current = self.find(ticket.id).await?.ok_or(Error::NotFound("ticket"))?.version;
            return Err(Error::stale(current));
        }
        if ticket.subject != before.subject || ticket.requester != before.requester {
            write::ticket_changed(self.db, ticket.id).await?;
        }
        self.replace_tags(ticket, before).await
    }

    async fn glimpse(&mut self, viewer: Viewer, ids: &[TicketId]) -> Result<Vec<Ticket>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let these = Column::Id.is_in(ids.iter().map(|id| id.as_uuid()));
        let select = Entity::find().filter(these).filter(visible_tickets(viewer));
        let rows = select.all(self.db).await.or_store_error()?;
        rows.into_iter().map(to_ticket).collect()
    }

    async fn find_peopled(&mut self, viewer: Viewer, id: TicketId) -> Result<Option<PeopledTicket>> {
        people::find_peopled(self.db, viewer, id).await
    }

    async fn surroundings(
        &mut self,
        requester: AccountId,
        since: Timestamp,
        limit: u64,
    ) -> Result<Option<Surroundings>> {
        surroundings::surroundings(self.db, requester, since, limit).await
    }

    async fn list(
        &mut self,
        viewer: Viewer,
        filter: &TicketFilter,
        order: TicketOrder,
        page: &PageRequest<Position>,
    ) -> Result<Page<TicketRow, Position>> {
        list::list(self.db, viewer, filter, order, page).await
    }
}

impl Tickets<'_> {
    async fn find_one(&self, select: Select<Entity>) -> Result<Option<Ticket>> {
        let row = lock_if_writing(select, self.db).one(self.db).await.or_store_error()?;
        row.map(to_ticket).transpose()
    }

    async fn replace_tags(&self, ticket: &Ticket, before: &Ticket) -> Result<()> {
        let removed: Vec<_> = before.tags.difference(&ticket.tags).map(Tag::as_str).collect();
        if !removed.is_empty() {
            ticket_tag::Entity::delete_many()
                .filter(ticket_tag::Column::TicketId.eq(ticket.id.as_uuid()))
                .filter(ticket_tag::Column::Tag.is_in(removed))
                .exec(self.db)
                .await
                .or_store_error()?;
        }
        let added = ticket.tags.difference(&before.tags).cloned().collect();
        self.insert_tags(ticket.id, &added).await
    }

    async fn insert_tags(&self, ticket: TicketId, tags: &Tags) -> Result<()> {
        if tags.is_empty() {
            return Ok(());
        }
        let rows = tags.iter().map(|tag| ticket_tag::ActiveModel {
            ticket_id: Set(ticket.as_uuid()),
            tag: Set(tag.as_str().to_owned()),
        });
        ticket_tag::Entity::insert_many(rows).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }
}
