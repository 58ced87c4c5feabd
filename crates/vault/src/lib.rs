//! What must not be in the database: the keys of epochs, and the ledger of what has ended.

mod files;
mod gate;
mod key_directory;
pub mod keyholder;
mod ledger_directory;

pub use gate::Gate;
pub use key_directory::{KeyDirectory, read_keys};
pub use keyholder::Keyholder;
pub use ledger_directory::{LEDGER, LedgerDirectory, SHELF, read_ledger, read_shelf, write_copy};

/// Why a place cannot be used, for whoever runs the machine.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct OpenError(String);
