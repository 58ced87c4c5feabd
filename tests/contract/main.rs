//! What the parts have promised each other: the layers, the document, the rights, the data map.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod architecture;
mod document;
mod files;
mod openapi;
mod schemas;
