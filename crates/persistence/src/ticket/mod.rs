mod event;
mod filter;
mod link;
mod list;
mod merge;
mod message;
mod participant;
mod queue;
mod row;
mod tickets;
mod visibility;

pub(crate) use event::Events;
pub(crate) use link::Links;
pub(crate) use merge::Merges;
pub(crate) use message::Messages;
pub(crate) use participant::{Invitations, Participants};
pub(crate) use queue::Queue;
pub(crate) use tickets::Tickets;
