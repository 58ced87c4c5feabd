mod event;
mod list;
mod message;
mod row;
mod tickets;

pub(crate) use event::Events;
pub(crate) use message::Messages;
pub(crate) use tickets::Tickets;
