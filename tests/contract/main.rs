//! What the parts have promised each other: the layers, the document, the rights, the data map.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod answers;
mod architecture;
mod authorisation;
mod bodies;
mod bounds;
mod calls;
mod data_map;
mod deleted;
mod deploy;
mod desk;
mod document;
mod documentation;
mod fields;
mod files;
mod foreign;
mod hidden;
mod idempotency;
mod openapi;
mod queries;
mod released;
mod repair_states;
mod schemas;
mod secrets;
mod silence;
