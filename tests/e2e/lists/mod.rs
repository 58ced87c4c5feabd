//! Lists: read to the end, filtered, and only by cursors that were made for them.

mod arrivals;
mod counts;
mod cursors;
mod filters;
mod paging;
