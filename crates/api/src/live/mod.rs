//! What the streams of one process share: the feed, read once for all of them, and their seats.

mod feed;
mod moves;
mod seats;

pub(crate) use feed::{Feed, Reader, TICK};
pub(crate) use seats::{Seat, Seats};
