//! End to end: the whole desk over HTTP, on both engines.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod access;
mod address_formats;
mod addresses;
mod attachments;
mod bad_input;
mod conditional_reads;
mod devices;
mod drafts;
mod idempotency;
mod identity;
mod jobs;
mod limits;
mod lists;
mod live;
mod mail;
mod notes;
mod operations;
mod privacy;
mod program;
mod redaction;
mod repairs;
mod round_trips;
mod search;
mod stories;
mod story;
mod support;
mod tickets;
mod time;
mod vault;
mod work;
