use chrono::Duration;
use domain::{clock::Timestamp, id::AccountId};
use uuid::Uuid;

use super::original::Original;
use crate::{
    entity::{message, message_recipient, ticket, ticket_event, ticket_tag},
    search::write::place_in,
};

/// Where the time begins in an id (RFC 9562, 5.7).
const TIME: u32 = 80;

/// A ticket that is to be stored.
pub(super) struct Copied {
    pub(super) ticket: ticket::Model,
    pub(super) messages: Vec<message::Model>,
    pub(super) recipients: Vec<message_recipient::Model>,
    pub(super) events: Vec<ticket_event::Model>,
    pub(super) tags: Vec<ticket_tag::Model>,
}

impl Original {
    /// The same, opened at another time by somebody else. Ids are the original's at that time: so
    /// their order stays, and each is new as long as the time is.
    pub(super) fn copy(&self, opened_at: Timestamp, customer: AccountId) -> Copied {
        let later =
            Later { by: opened_at - self.ticket.created_at, from: self, customer: customer.as_uuid() };
        let of = &self.ticket;
        let id = later.id(of.id);
        Copied {
            ticket: ticket::Model {
                id,
                requester_id: later.customer,
                device_id: None,
                status_at: later.at(of.status_at),
                reminded_at: of.reminded_at.map(|at| later.at(at)),
                created_at: later.at(of.created_at),
                updated_at: later.at(of.updated_at),
                requester_updated_at: later.at(of.requester_updated_at),
                wake_at: None,
                woke_at: of.woke_at.map(|at| later.at(at)),
                ..of.clone()
            },
            messages: self.messages.iter().map(|message| later.message(message, id)).collect(),
            recipients: self.recipients.iter().map(|recipient| later.recipient(recipient)).collect(),
            events: self.events.iter().map(|event| later.event(event, id)).collect(),
            tags: self.tags.iter().map(|tag| ticket_tag::Model { ticket_id: id, ..tag.clone() }).collect(),
        }
    }
}

impl Copied {
    /// Gives each message its place in the index, once the ticket has its number.
    pub(super) fn find_places(&mut self) {
        for (message, at) in self.messages.iter_mut().zip(0..) {
            message.search_id = Some(place_in(self.ticket.number, at));
        }
    }
}

/// How a copy differs from its original.
struct Later<'a> {
    by: Duration,
    from: &'a Original,
    customer: Uuid,
}

impl Later<'_> {
    fn at(&self, at: Timestamp) -> Timestamp {
        at + self.by
    }

    fn id(&self, id: Uuid) -> Uuid {
        let (time, rest) = (id.as_u128() >> TIME, id.as_u128() & ((1 << TIME) - 1));
        let time = i128::try_from(time).unwrap_or_default() + i128::from(self.by.num_milliseconds());
        Uuid::from_u128((u128::try_from(time).unwrap_or_default() << TIME) | rest)
    }

    fn person(&self, account: Uuid) -> Uuid {
        if account == self.from.ticket.requester_id { self.customer } else { account }
    }

    fn message(&self, of: &message::Model, ticket: Uuid) -> message::Model {
        message::Model {
            id: self.id(of.id),
            ticket_id: ticket,
            author_id: self.person(of.author_id),
            created_at: self.at(of.created_at),
            ..of.clone()
        }
    }

    fn recipient(&self, of: &message_recipient::Model) -> message_recipient::Model {
        message_recipient::Model {
            message_id: self.id(of.message_id),
            account_id: self.person(of.account_id),
            ..of.clone()
        }
    }

    fn event(&self, of: &ticket_event::Model, ticket: Uuid) -> ticket_event::Model {
        ticket_event::Model {
            id: self.id(of.id),
            ticket_id: ticket,
            from_value: of.from_value.as_deref().map(|value| self.value(value)),
            to_value: of.to_value.as_deref().map(|value| self.value(value)),
            actor_id: of.actor_id.map(|actor| self.person(actor)),
            at: self.at(of.at),
            ..of.clone()
        }
    }

    /// A value may be the id of a message or of a person.
    fn value(&self, value: &str) -> String {
        let Ok(id) = Uuid::try_parse(value) else { return value.to_owned() };
        if self.from.messages.iter().any(|message| message.id == id) {
            return self.id(id).to_string();
        }
        self.person(id).to_string()
    }
}
