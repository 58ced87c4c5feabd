//! The store on SQLite and PostgreSQL.
//!
//! Entities, statements and mapping are written once; what differs between the engines stands in
//! [`connect`], `sqlite`, `dialect`, and `group` (SQLite's single writer with grouped commits).

mod access;
mod address;
mod attachment;
mod audit;
mod bulk;
mod conn;
mod connect;
mod count;
mod coverage;
mod demo;
mod device;
mod dialect;
mod disclosure;
mod entity;
mod error;
#[cfg(debug_assertions)]
mod failpoint;
mod group;
mod identity;
mod job;
mod job_record;
mod live;
mod macros;
mod measure;
mod parcel;
mod privacy;
mod repair;
mod report;
mod restore;
mod search;
mod sharing;
mod shipment;
mod sqlite;
mod store;
mod team;
mod throttle;
mod ticket;
mod update;
mod vault;
mod view;
mod waiting;

pub use connect::{Database, Tuning, connect, connect_to_copy};
pub use demo::Copies;
pub use store::SqlStore;
