//! The store itself: engines, transactions, crashes.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod backup;
mod bucket;
mod concurrency;
mod crash;
mod desk;
mod disk_full;
mod engine;
mod group;
mod live;
mod migrations;
mod people;
mod sync;
mod two_servers;
mod upgrade;
mod vault;
mod waiting;
mod wal;
