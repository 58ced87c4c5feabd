//! What happens right now: the feed of changes as it is streamed, and who looks at which ticket.

mod feed;
mod presence;
mod repo;

pub use feed::{Change, HELD_BACK, REMEMBERED, position_at, settled_at};
pub use presence::{Activity, PRESENT_FOR, Presence, announce, present};
pub use repo::LiveRepo;
