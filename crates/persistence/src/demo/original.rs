use std::collections::HashMap;

use domain::{Result, ticket::Status};
use sea_orm::{
    ColumnTrait, DatabaseConnection, EntityTrait, ModelTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::{
    entity::{message, message_recipient, ticket, ticket_event, ticket_tag},
    error::OrStoreError,
};

/// The most tickets that are copied.
const MOST: u64 = 200;

/// A closed ticket with all that belongs to it.
pub(super) struct Original {
    pub(super) ticket: ticket::Model,
    pub(super) messages: Vec<message::Model>,
    pub(super) recipients: Vec<message_recipient::Model>,
    pub(super) events: Vec<ticket_event::Model>,
    pub(super) tags: Vec<ticket_tag::Model>,
}

impl Original {
    /// Those that there are, the oldest first. What ties a ticket to others has no copy.
    pub(super) async fn all(db: &DatabaseConnection) -> Result<Vec<Self>> {
        let tickets = ticket::Entity::find()
            .filter(ticket::Column::Status.eq(Status::Closed.name()))
            .filter(ticket::Column::MergedInto.is_null())
            .filter(ticket::Column::FollowUpOf.is_null())
            .order_by_asc(ticket::Column::Number)
            .limit(MOST)
            .all(db)
            .await
            .or_store_error()?;
        let ids: Vec<_> = tickets.iter().map(|ticket| ticket.id).collect();
        let messages = message::Entity::find().filter(message::Column::TicketId.is_in(ids.iter().copied()));
        let messages = messages.order_by_asc(message::Column::Id).all(db).await.or_store_error()?;
        let written = messages.iter().map(|message| message.id);
        let recipients = message_recipient::Entity::find()
            .filter(message_recipient::Column::MessageId.is_in(written))
            .all(db)
            .await
            .or_store_error()?;
        let events = ticket_event::Entity::find()
            .filter(ticket_event::Column::TicketId.is_in(ids.iter().copied()))
            .filter(ticket_event::Column::Kind.ne("device_changed"))
            .order_by_asc(ticket_event::Column::Id)
            .all(db)
            .await
            .or_store_error()?;
        let tags = ticket_tag::Entity::find().filter(ticket_tag::Column::TicketId.is_in(ids));
        let tags = tags.all(db).await.or_store_error()?;
        let ticket_of: HashMap<_, _> =
            messages.iter().map(|message| (message.id, message.ticket_id)).collect();
        let mut recipients = grouped(recipients, |row| ticket_of[&row.message_id]);
        let mut messages = grouped(messages, |row| row.ticket_id);
        let mut events = grouped(events, |row| row.ticket_id);
        let mut tags = grouped(tags, |row| row.ticket_id);
        let whole = |ticket: ticket::Model| Self {
            messages: messages.remove(&ticket.id).unwrap_or_default(),
            recipients: recipients.remove(&ticket.id).unwrap_or_default(),
            events: events.remove(&ticket.id).unwrap_or_default(),
            tags: tags.remove(&ticket.id).unwrap_or_default(),
            ticket,
        };
        Ok(tickets.into_iter().map(whole).collect())
    }
}

fn grouped<M: ModelTrait>(rows: Vec<M>, ticket: impl Fn(&M) -> Uuid) -> HashMap<Uuid, Vec<M>> {
    let mut groups: HashMap<Uuid, Vec<M>> = HashMap::new();
    for row in rows {
        groups.entry(ticket(&row)).or_default().push(row);
    }
    groups
}
