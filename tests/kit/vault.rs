//! The vault of a test's desk.

use std::{path::Path, sync::Arc};

use domain::{
    clock::{Clock, SystemClock},
    keys::Keys,
    random::Random,
    vault::Vault,
};
use vault::{KeyDirectory, LedgerDirectory};

/// Keys and ledger in folders below the test's own.
pub fn open(directory: &Path, keys: &Keys, random: &Arc<dyn Random>) -> Vault {
    let (desk, data) = (keys.check_value(), directory.join("data"));
    let keys = KeyDirectory::open(&directory.join("keys"), &[&data], &desk, Arc::clone(random));
    let ledger = LedgerDirectory::open(&directory.join("ledger"), &desk, SystemClock.now());
    Vault { keys: Arc::new(keys.expect("keys open")), archive: Arc::new(ledger.expect("a ledger opens")) }
}
