//! The vault of a test's desk.

use std::{path::Path, sync::Arc};

use ::vault::{
    KeyDirectory, Keyholder, LedgerDirectory,
    keyholder::{Location, Places, serve},
};
use domain::{
    Ctx, Error, Result,
    address::{self, Look},
    clock::{Clock, SystemClock},
    id::RepairId,
    keys::Keys,
    postal::{AddressInput, PostalAddress},
    random::Random,
    repair::{Repair, Viewer},
    store::{Store, Tx},
    vault::{self, AddressBytes, AddressRecord, Capture, KeyProvider, PurgeRule, Vault},
};

/// Keys and ledger in folders below the test's own.
pub fn open(directory: &Path, keys: &Keys, random: &Arc<dyn Random>) -> Vault {
    let (desk, data) = (keys.check_value(), directory.join("data"));
    let keys = KeyDirectory::open(&directory.join("keys"), &[&data], &desk, Arc::clone(random));
    let ledger = LedgerDirectory::open(&directory.join("ledger"), &desk, SystemClock.now());
    Vault { keys: Arc::new(keys.expect("keys open")), archive: Arc::new(ledger.expect("a ledger opens")) }
}

/// Gives an address as use cases do: the one before it ends with its copies. The case need not know of it.
pub async fn give(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    cx: &Ctx,
    repair: RepairId,
    text: &[u8],
    capture: Capture,
) -> Result<AddressRecord> {
    let look = address::look_for_copies(store, keys, cx, repair).await?;
    let prepared = vault::prepare(store, keys, cx, repair, &AddressBytes::new(text.to_vec())?).await?;
    let mut tx = store.begin().await?;
    let mut case = held(tx.as_mut(), repair).await?;
    let swept = look.sweep(tx.as_mut(), cx, &mut case).await?;
    let record = vault::store(tx.as_mut(), cx, prepared, capture, swept).await?;
    tx.commit().await?;
    Ok(record)
}

/// Ends an address as use cases do.
pub async fn end(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    cx: &Ctx,
    repair: RepairId,
    rule: PurgeRule,
) -> Result<()> {
    let look = address::look_for_copies(store, keys, cx, repair).await?;
    let mut tx = store.begin().await?;
    ends(tx.as_mut(), cx, repair, look, rule).await?;
    tx.commit().await
}

/// The same, after this look, in this transaction.
pub async fn ends(tx: &mut dyn Tx, cx: &Ctx, repair: RepairId, look: Look, rule: PurgeRule) -> Result<()> {
    let mut case = held(tx, repair).await?;
    let swept = look.sweep(tx, cx, &mut case).await?;
    tx.repairs().update(&case).await?;
    vault::purge(tx, cx, repair, rule, swept).await
}

async fn held(tx: &mut dyn Tx, repair: RepairId) -> Result<Repair> {
    tx.repairs().find_visible(Viewer::Staff, repair).await?.ok_or(Error::NotFound("repair"))
}

/// An address as it is kept before it is sealed.
pub fn canonical_address() -> Vec<u8> {
    canonical_address_of("Herta Kupferkessel", "Zwölfapfelstraße 17")
}

/// The same of somebody in some street.
pub fn canonical_address_of(recipient: &str, street: &str) -> Vec<u8> {
    let input = AddressInput {
        country: "DE".to_owned(),
        recipient: recipient.to_owned(),
        street_lines: vec![street.to_owned(), "Hinterhaus 3. Stock".to_owned()],
        locality: Some("Berlin".to_owned()),
        postal_code: Some("10997".to_owned()),
        delivery_note: Some("key at the bakery".to_owned()),
        ..AddressInput::default()
    };
    let parsed = PostalAddress::parse(&input, true).expect("an address without faults");
    parsed.0.to_canonical().expect("an address can be kept")
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
