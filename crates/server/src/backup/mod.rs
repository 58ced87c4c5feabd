//! Backups: a folder with a copy of the database, the attachments, and what is needed to trust it.
//!
//! ```text
//! manifest.json      what it is: engine, schema, time (the only file that is written by hand)
//! database.sqlite    or database.pgdump: one consistent state
//! attachments/…      what was there when the database had been copied
//! ledger.jsonl       what had ended by then
//! shelf.json         the wrapped keys of addresses; never the keys that wrap them
//! benchdesk.secret   only if it was asked for
//! SHA256SUMS         of every other file; `sha256sum --check` reads it, too
//! ```
//!
//! A backup has its name only when all of it is on disk.

mod draft;
mod manifest;
pub mod objects;
pub mod postgres;
mod sealed;

pub use draft::{Draft, copy_file, copy_tree, parent, sync_folder};
pub use manifest::{Attachments, Manifest};
pub use sealed::Sealed;

/// The manifest's file.
pub const MANIFEST: &str = "manifest.json";
/// The file with the checksums.
pub const SUMS: &str = "SHA256SUMS";
/// SQLite's copy.
pub const SQLITE: &str = "database.sqlite";
/// PostgreSQL's copy.
pub const POSTGRES: &str = "database.pgdump";
/// The attachments' folder.
pub const ATTACHMENTS: &str = "attachments";
/// The secret file.
pub const SECRET: &str = "benchdesk.secret";
