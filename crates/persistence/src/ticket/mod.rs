mod event;
mod filter;
mod list;
mod message;
mod participant;
mod queue;
mod row;
mod tickets;
mod visibility;

pub(crate) use event::Events;
pub(crate) use message::Messages;
pub(crate) use participant::{Invitations, Participants};
pub(crate) use queue::Queue;
pub(crate) use tickets::Tickets;
