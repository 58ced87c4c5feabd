//! Bulk: the same done to many tickets, by one job, with a result for each.

mod model;
mod order;
mod repo;
mod run;

pub use model::{Bulk, BulkCounts, BulkItem, Outcome, Refusal, Selection};
pub use order::{KEPT_FOR, MOST_TICKETS, NewBulk, cancel, choose, find, order, results};
pub use repo::BulkRepo;
pub use run::{Step, refuse, step};
