//! What Benchdesk is, without how it is stored or served: types, state machines, policies, use
//! cases as plain functions, and the ports (traits) they need. No I/O happens here.
//!
//! A use case is `async fn verb(tx: &mut dyn Tx, cx: &Ctx, …) -> Result<…>`. It never commits:
//! the edge (handler, job, command) owns the transaction, so use cases compose.

pub mod access;
pub mod address;
pub mod attachment;
pub mod audit;
pub mod bulk;
pub mod clock;
pub mod contact;
pub mod coverage;
pub mod ctx;
pub mod device;
pub mod disclosure;
pub mod document;
pub mod error;
pub mod id;
pub mod idempotency;
pub mod identity;
pub mod instance;
pub mod job;
pub mod keys;
pub mod live;
pub mod macros;
pub mod mail;
pub mod money;
pub mod page;
pub mod parcel;
pub mod patch;
pub mod postal;
pub mod privacy;
pub mod random;
pub mod repair;
pub mod report;
pub mod search;
pub mod sensitive;
pub mod sharing;
pub mod shipment;
pub mod store;
pub mod team;
pub mod text;
pub mod throttle;
pub mod ticket;
pub mod vault;
pub mod view;

pub use ctx::Ctx;
pub use error::{Error, Result};
