mod event;
mod list;
mod message;
mod participant;
mod row;
mod tickets;
mod visibility;

pub(crate) use event::Events;
pub(crate) use message::Messages;
pub(crate) use participant::{Invitations, Participants};
pub(crate) use tickets::Tickets;
