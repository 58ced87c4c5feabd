//! What happens right now: the feed of changes as it is streamed, and who is at which ticket.

mod feed;
mod presence;
mod repo;

pub use feed::{COMES_AND_GOES, Change, Place};
pub use presence::{Activity, PRESENT_FOR, Presence, announce, is_news, present};
pub use repo::{FeedRepo, PresenceRepo};
