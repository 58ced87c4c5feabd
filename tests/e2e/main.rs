//! End to end: the whole desk over HTTP, on both engines.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod identity;
mod jobs;
mod story;
mod support;
mod tickets;
