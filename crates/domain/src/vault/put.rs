use chrono::Duration;

use super::{
    AddressBytes, AddressRecord, Capture, DataKey, Epoch, KeyProvider, LONGEST_CEILING, PurgeRule, Quality,
    SURE_FOR, SealedAddress, Swept, purge::purge, sealed::seal_body,
};
use crate::{
    Ctx,
    clock::Timestamp,
    error::{Error, Result},
    id::RepairId,
    store::{Store, Tx},
};

/// An address that is sealed and waits to be stored.
#[derive(Debug)]
pub struct Prepared {
    sealed: SealedAddress,
    /// The version that it takes the place of.
    replaces: Option<i64>,
    sure_for: Duration,
}

impl Prepared {
    /// Taken for right for so long without asking.
    #[must_use]
    pub fn sure_for(self, sure_for: Duration) -> Self {
        Self { sure_for, ..self }
    }
}

/// Seals an address for a case. Keys may be on another machine: this comes before the transaction that
/// stores it.
pub async fn prepare(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    cx: &Ctx,
    repair: RepairId,
    plain: &AddressBytes,
) -> Result<Prepared> {
    let mut tx = store.glance().await?;
    let replaces = tx.addresses().find(repair).await?.map(|record| record.version);
    let epoch = current_epoch(tx.as_mut()).await?;
    drop(tx);
    // Grows with time, so that an address that comes after one that is gone has another version, too.
    let version = cx.now().timestamp_millis().max(replaces.map_or(0, |version| version + 1));
    let key = DataKey::fresh(cx);
    let body = seal_body(&key, cx.random_bytes(), repair, version, plain)?;
    let mut sealed = SealedAddress { repair, version, body, wrapped: Vec::new(), epoch };
    sealed.wrapped = keys.wrap(sealed.place(), &key).await.map_err(keys_are_moving)?;
    Ok(Prepared { sealed, replaces, sure_for: SURE_FOR })
}

/// Stores a prepared address for its case, which the caller has locked and found to have a place for one.
/// The one before it ends here and now, as copies of it have.
pub async fn store(
    tx: &mut dyn Tx,
    cx: &Ctx,
    prepared: Prepared,
    capture: Capture,
    swept: Swept,
) -> Result<AddressRecord> {
    let Prepared { sealed, replaces, sure_for } = prepared;
    let known = tx.addresses().find(sealed.repair).await?.map(|record| record.version);
    if known != replaces {
        return Err(Error::stale(known.unwrap_or_default()));
    }
    if !tx.epochs().hold(sealed.epoch).await? {
        return Err(keys_are_moving(Error::Gone("key")));
    }
    if known.is_some() {
        purge(tx, cx, sealed.repair, PurgeRule::Replaced, swept).await?;
    }
    let record = AddressRecord {
        repair: sealed.repair,
        version: sealed.version,
        quality: capture.quality,
        captured_via: capture.via,
        captured_by: cx.actor().account(),
        captured_at: cx.now(),
        expires_at: cx.now() + capture.ceiling.min(LONGEST_CEILING),
        sure_until: cx.now() + sure_for,
    };
    tx.addresses().add(&record, &sealed).await?;
    Ok(record)
}

/// What is known of a case's address without opening it.
pub async fn record(tx: &mut dyn Tx, repair: RepairId) -> Result<Option<AddressRecord>> {
    tx.addresses().find(repair).await
}

/// A parcel came back from the address.
pub async fn mark_bounced(tx: &mut dyn Tx, repair: RepairId) -> Result<()> {
    tx.addresses().set_quality(repair, Quality::Bounced, None).await
}

/// The customer has looked at an address that was given long ago, or from which a parcel came back, and says that
/// it is right.
pub async fn confirm(tx: &mut dyn Tx, record: AddressRecord, sure_until: Timestamp) -> Result<AddressRecord> {
    let quality = match record.quality {
        Quality::Bounced => Quality::Overridden,
        known => known,
    };
    tx.addresses().set_quality(record.repair, quality, Some(sure_until)).await?;
    Ok(AddressRecord { quality, sure_until, ..record })
}

pub(super) async fn current_epoch(tx: &mut dyn Tx) -> Result<Epoch> {
    let epochs = tx.epochs().all().await?;
    let current = epochs.iter().find(|record| record.is_current);
    current.map(|record| record.epoch).ok_or_else(|| Error::KeysUnavailable {
        retry_after: std::time::Duration::from_secs(5),
        // A new desk whose keyholder has not answered yet.
        cause: "the desk has no epoch yet".into(),
    })
}

/// The epoch was retired between two steps: with the next one it goes well.
pub(super) fn keys_are_moving(error: Error) -> Error {
    match error {
        Error::Gone(_) => Error::Unavailable {
            retry_after: std::time::Duration::from_secs(1),
            cause: "the address keys were being renewed".into(),
        },
        other => other,
    }
}
