//! The feed of changes, and who is at which ticket.

mod feed;
mod presence;

pub(crate) use feed::Feed;
pub(crate) use presence::Presences;
