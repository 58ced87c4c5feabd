//! The vault of a test's desk.

use std::{path::Path, sync::Arc};

use domain::{
    clock::{Clock, SystemClock},
    keys::Keys,
    random::Random,
    vault::{KeyProvider, Vault},
};
use vault::{
    KeyDirectory, Keyholder, LedgerDirectory,
    keyholder::{Location, Places, serve},
};

/// Keys and ledger in folders below the test's own.
pub fn open(directory: &Path, keys: &Keys, random: &Arc<dyn Random>) -> Vault {
    let (desk, data) = (keys.check_value(), directory.join("data"));
    let keys = KeyDirectory::open(&directory.join("keys"), &data, &desk, Arc::clone(random));
    let ledger = LedgerDirectory::open(&directory.join("ledger"), &desk, SystemClock.now());
    Vault { keys: Arc::new(keys.expect("keys open")), archive: Arc::new(ledger.expect("a ledger opens")) }
}

/// Keys and ledger of the keyholder behind this socket.
pub fn at_keyholder(socket: &Path, keys: &Keys) -> Vault {
    let holder = Keyholder::at(Location::Socket(socket.to_owned()), None, keys.check_value());
    let holder = Arc::new(holder.expect("a socket needs no certificates"));
    Vault { keys: Arc::clone(&holder) as Arc<dyn KeyProvider>, archive: holder }
}

/// Has keys and ledger below this directory, and answers at `keyholder.sock` in it until `stop`.
pub async fn hold(directory: &Path, random: Arc<dyn Random>, stop: impl Future<Output = ()>) {
    let places = Places {
        keys: directory.join("keys"),
        ledger: directory.join("ledger"),
        data: directory.join("data"),
    };
    let socket = Location::Socket(directory.join("keyholder.sock"));
    serve(&socket, None, places, random, stop).await.expect("keys are held");
}
