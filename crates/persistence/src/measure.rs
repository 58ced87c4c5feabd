//! What is measured of the store: how long requests wait for it, how often they ask, and what it has open.

use std::time::Instant;

use sea_orm::DatabaseConnection;

use crate::dialect::pool_size;

/// Notes how long it took since `asked` until a transaction could begin.
pub(crate) fn waited(kind: &'static str, asked: Instant) {
    metrics::histogram!("benchdesk_store_wait_seconds", "kind" => kind).record(asked.elapsed());
}

/// Notes that the database is asked for something: each time costs a way there and back.
pub(crate) fn asked() {
    metrics::counter!("benchdesk_store_round_trips_total").increment(1);
}

/// Notes a commit that several requests have shared.
pub(crate) fn committed(requests: usize, begun: Instant) {
    metrics::histogram!("benchdesk_commit_seconds").record(begun.elapsed());
    metrics::histogram!("benchdesk_commit_group_size").record(u32::try_from(requests).unwrap_or(u32::MAX));
}

/// Notes how many connections are in use and idle.
pub(crate) fn pool(name: &'static str, connection: &DatabaseConnection) {
    let (open, idle) = pool_size(connection);
    let idle = u32::try_from(idle).unwrap_or(u32::MAX).min(open);
    let gauge = |state| metrics::gauge!("benchdesk_pool_connections", "pool" => name, "state" => state);
    gauge("in_use").set(open - idle);
    gauge("idle").set(idle);
}
