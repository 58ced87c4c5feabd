use std::collections::HashSet;

use async_trait::async_trait;
use domain::{
    Result,
    id::{AccountId, MessageId, TicketId},
    page::{Page, PageRequest},
    ticket::{
        Body, BodyFormat, Hold, Message, MessageKind, MessageRepo, PeopledMessage, SplitScope, Status,
        Ticket, Viewer,
    },
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{CaseStatement, Expr, Func},
};
use uuid::Uuid;

use super::{peopled_message, visibility::visible_messages};
use crate::{
    conn::Conn,
    entity::message::{ActiveModel, Column, Entity, Model},
    error::{OrStoreError, inconsistent},
    search::write::{self, NewPlace},
    waiting::Row,
};

pub(crate) struct Messages<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl MessageRepo for Messages<'_> {
    async fn add(&mut self, message: &Message) -> Result<()> {
        let place = write::new_place(self.db, message.ticket).await?;
        self.store(message, place)
    }

    async fn add_first(&mut self, ticket: &Ticket, message: &Message) -> Result<()> {
        self.store(message, Some(write::first_place(ticket)))
    }

    async fn rewrite(&mut self, messages: &[Message]) -> Result<()> {
        if messages.is_empty() {
            return Ok(());
        }
        let mut bodies = CaseStatement::new();
        let mut times = CaseStatement::new();
        for message in messages {
            let is_it = || Column::Id.eq(message.id.as_uuid());
            bodies = bodies.case(is_it(), Expr::value(message.body.as_str()));
            times = times.case(is_it(), Expr::value(message.redacted_at));
        }
        let rewrite = Entity::update_many()
            .col_expr(Column::Body, bodies.into())
            .col_expr(Column::RedactedAt, times.into())
            .filter(Column::Id.is_in(messages.iter().map(|message| message.id.as_uuid())));
        write::rewrite(self.db, rewrite.into_query(), messages).await
    }

    async fn find(&mut self, id: MessageId) -> Result<Option<Message>> {
        let row = Entity::find_by_id(id.as_uuid()).one(self.db).await.or_store_error()?;
        row.map(to_message).transpose()
    }

    async fn find_all(&mut self, ids: &[MessageId]) -> Result<Vec<Message>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let these = Column::Id.is_in(ids.iter().map(|id| id.as_uuid()));
        let rows =
            Entity::find().filter(these).order_by_asc(Column::Id).all(self.db).await.or_store_error()?;
        rows.into_iter().map(to_message).collect()
    }

    async fn release(&mut self, id: MessageId, requester_version: i64) -> Result<()> {
        let out = ActiveModel {
            held_until: Set(None),
            set_status: Set(None),
            requester_version: Set(requester_version),
            ..Default::default()
        };
        let update = Entity::update_many().set(out).filter(Column::Id.eq(id.as_uuid()));
        update.exec(self.db).await.or_store_error()?;
        write::shown_otherwise(self.db, id).await
    }

    async fn keep_back(&mut self, id: MessageId) -> Result<()> {
        let note = ActiveModel {
            kind: Set(MessageKind::Note.name().to_owned()),
            held_until: Set(None),
            set_status: Set(None),
            ..Default::default()
        };
        let update = Entity::update_many().set(note).filter(Column::Id.eq(id.as_uuid()));
        update.exec(self.db).await.or_store_error()?;
        write::shown_otherwise(self.db, id).await
    }

    async fn remove(&mut self, id: MessageId) -> Result<()> {
        Entity::delete_by_id(id.as_uuid()).exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn find_visible(&mut self, viewer: Viewer, id: MessageId) -> Result<Option<Message>> {
        let select = Entity::find_by_id(id.as_uuid()).filter(visible_messages(viewer));
        let row = select.one(self.db).await.or_store_error()?;
        row.map(to_message).transpose()
    }

    async fn list(
        &mut self,
        ticket: TicketId,
        viewer: Viewer,
        page: &PageRequest<MessageId>,
    ) -> Result<Page<Message, MessageId>> {
        let mut select =
            Entity::find().filter(Column::TicketId.eq(ticket.as_uuid())).filter(visible_messages(viewer));
        if let Some(after) = page.after {
            select = select.filter(Column::Id.gt(after.as_uuid()));
        }
        let select = select.order_by_asc(Column::Id).limit(u64::from(page.limit) + 1);
        let rows = select.all(self.db).await.or_store_error()?;
        let messages = rows.into_iter().map(to_message).collect::<Result<Vec<_>>>()?;
        Ok(Page::from_overfull(messages, page.limit, |message| message.id))
    }

    async fn list_peopled(
        &mut self,
        ticket: TicketId,
        viewer: Viewer,
        page: &PageRequest<MessageId>,
    ) -> Result<Option<Page<PeopledMessage, MessageId>>> {
        peopled_message::list(self.db, ticket, viewer, page).await
    }

    async fn find_peopled(&mut self, viewer: Viewer, id: MessageId) -> Result<Option<PeopledMessage>> {
        peopled_message::find(self.db, viewer, id).await
    }

    async fn ids_of(&mut self, ticket: TicketId) -> Result<Vec<MessageId>> {
        let select = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::TicketId.eq(ticket.as_uuid()))
            .order_by_asc(Column::Id);
        let ids: Vec<Uuid> = select.into_tuple().all(self.db).await.or_store_error()?;
        Ok(ids.into_iter().map(MessageId::from_uuid).collect())
    }

    async fn firsts_of(&mut self, ticket: TicketId) -> Result<Vec<MessageId>> {
        // Few rows; neither engine's min() takes an id as PostgreSQL keeps it.
        let all: Vec<(Uuid, Option<Uuid>)> = Entity::find()
            .select_only()
            .columns([Column::Id, Column::OriginTicketId])
            .filter(Column::TicketId.eq(ticket.as_uuid()))
            .order_by_asc(Column::Id)
            .into_tuple()
            .all(self.db)
            .await
            .or_store_error()?;
        let mut origins = HashSet::new();
        let firsts = all.into_iter().filter(|(_, origin)| origins.insert(*origin));
        Ok(firsts.map(|(id, _)| MessageId::from_uuid(id)).collect())
    }

    async fn split_off(
        &mut self,
        from: TicketId,
        to: TicketId,
        first: MessageId,
        scope: SplitScope,
    ) -> Result<()> {
        let which = match scope {
            SplitScope::Message => Column::Id.eq(first.as_uuid()),
            SplitScope::Onwards => Column::Id.gte(first.as_uuid()),
        };
        let which = Condition::all().add(Column::TicketId.eq(from.as_uuid())).add(which);
        move_messages(self.db, which, from, to).await
    }
}

impl Messages<'_> {
    fn store(&self, message: &Message, place: Option<NewPlace>) -> Result<()> {
        let mut row = to_row(message);
        row.search_id = Set(place.as_ref().map(|place| place.id));
        self.db.store_later([Row::new(&row)]).or_store_error()?;
        let Some(place) = place else { return Ok(()) };
        // A reply that is held back is found like a note until it is out.
        let kind = if message.held.is_some() { MessageKind::Note } else { message.kind };
        place.fill(self.db, kind, message.body.as_str(), message.format)
    }
}

/// Moves messages from a ticket into another. Each remembers in which it was written, unless it is home
/// again, and is found with the ticket that it is in.
pub(super) async fn move_messages(db: &Conn, which: Condition, from: TicketId, to: TicketId) -> Result<()> {
    let written_in = Func::coalesce([Expr::col(Column::OriginTicketId), Expr::col(Column::TicketId)]);
    let origin = Func::cust("NULLIF").arg(written_in).arg(to.as_uuid());
    Entity::update_many()
        .col_expr(Column::OriginTicketId, Expr::expr(origin))
        .col_expr(Column::TicketId, Expr::value(to.as_uuid()))
        .filter(which)
        .exec(db)
        .await
        .or_store_error()?;
    // In this order: what has come gives up its places in the other ticket's part of the index.
    write::ticket_changed(db, to).await?;
    write::ticket_changed(db, from).await
}

fn to_row(message: &Message) -> ActiveModel {
    let Message {
        id,
        ticket,
        origin,
        kind,
        author,
        by_staff,
        format,
        body,
        created_at,
        held,
        ticket_version,
        requester_version,
        redacted_at,
    } = message;
    ActiveModel {
        id: Set(id.as_uuid()),
        ticket_id: Set(ticket.as_uuid()),
        origin_ticket_id: Set(origin.map(TicketId::as_uuid)),
        kind: Set(kind.name().to_owned()),
        author_id: Set(author.as_uuid()),
        by_staff: Set(*by_staff),
        format: Set(format.name().to_owned()),
        body: Set(body.as_str().to_owned()),
        created_at: Set(*created_at),
        held_until: Set(held.map(|hold| hold.until)),
        set_status: Set(held.and_then(|hold| hold.set_status).map(|status| status.name().to_owned())),
        ticket_version: Set(*ticket_version),
        requester_version: Set(*requester_version),
        search_id: NotSet,
        redacted_at: Set(*redacted_at),
    }
}

pub(super) fn to_message(row: Model) -> Result<Message> {
    let Model {
        id,
        ticket_id,
        origin_ticket_id,
        kind,
        author_id,
        by_staff,
        format,
        body,
        created_at,
        held_until,
        set_status,
        ticket_version,
        requester_version,
        search_id: _,
        redacted_at,
    } = row;
    let set_status = set_status
        .map(|name| Status::from_name(&name).ok_or_else(|| inconsistent("message", "set_status", id)));
    let set_status = set_status.transpose()?;
    Ok(Message {
        id: MessageId::from_uuid(id),
        ticket: TicketId::from_uuid(ticket_id),
        origin: origin_ticket_id.filter(|origin| *origin != ticket_id).map(TicketId::from_uuid),
        kind: MessageKind::from_name(&kind).ok_or_else(|| inconsistent("message", "kind", id))?,
        author: AccountId::from_uuid(author_id),
        by_staff,
        format: BodyFormat::from_name(&format).ok_or_else(|| inconsistent("message", "format", id))?,
        body: Body::from_stored(body),
        created_at,
        held: held_until.map(|until| Hold { until, set_status }),
        ticket_version,
        requester_version,
        redacted_at,
    })
}
