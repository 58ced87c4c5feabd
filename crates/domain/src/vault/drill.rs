//! A drill: an address of nobody's goes through the vault of this desk, as every address does, and what is left
//! of it is looked for. It stands for no ticket, and nothing but its lines in the ledger stays.

use async_trait::async_trait;
use chrono::Duration;

use super::{
    AddressBytes, Archive, Capture, CapturedVia, Copies, DataKey, Fact, KeyProvider, PurgeRule, Quality,
    Rotation, SealedAddress, Step, Swept, WrapPlace, prepare, purge, store, write_ledger::write_ends_of,
};
use crate::{
    Ctx,
    clock::{Clock, Timestamp},
    error::{Error, Result},
    id::RepairId,
    store::{Store, Tx},
};

/// How often a rotation is tried: a server does the same at the same time.
const TURNS: usize = 5;

/// Cases of drills in the store.
#[async_trait]
pub trait DrillRepo: Send {
    /// Adds a case without person and ticket, whose device is here.
    async fn add(&mut self, id: RepairId, now: Timestamp) -> Result<()>;
    /// Closes it. The database refuses while it has an address.
    async fn close(&mut self, id: RepairId, now: Timestamp) -> Result<()>;
    /// All that were added up to then: those of drills that were cut off, too.
    async fn all(&mut self, until: Timestamp) -> Result<Vec<RepairId>>;
    /// Removes it, with its receipts.
    async fn remove(&mut self, id: RepairId) -> Result<()>;
}

/// A drill, with what it works on.
#[derive(Clone, Copy)]
pub struct Drill<'a> {
    /// Where addresses are.
    pub store: &'a dyn Store,
    /// Where keys are.
    pub keys: &'a dyn KeyProvider,
    /// Where ledger and shelf are.
    pub archive: &'a dyn Archive,
    /// When and with which randomness.
    pub cx: &'a Ctx,
}

impl Drill<'_> {
    /// Gives a new case an address, and returns what a backup that is taken now holds of it.
    pub async fn begin(self, address: &str) -> Result<SealedAddress> {
        let repair = RepairId::new(self.cx);
        let mut tx = self.store.begin().await?;
        tx.drills().add(repair, self.cx.now()).await?;
        tx.commit().await?;
        let plain = AddressBytes::new(address.as_bytes().to_vec())?;
        let prepared = prepare(self.store, self.keys, self.cx, repair, &plain).await?;
        let capture =
            Capture { quality: Quality::Valid, via: CapturedVia::Customer, ceiling: Duration::days(1) };
        let mut tx = self.store.begin().await?;
        store(tx.as_mut(), self.cx, prepared, capture, Swept::nothing()).await?;
        tx.commit().await?;
        let sealed = self.store.glance().await?.addresses().sealed(repair).await?;
        sealed.ok_or_else(|| Error::internal("the address of the drill is not there"))
    }

    /// Tries the copy with every key that there is: the key of the address, and what it says.
    pub async fn read(self, copy: &SealedAddress) -> Result<Option<(DataKey, AddressBytes)>> {
        let mut places = vec![copy.place()];
        let held = self.keys.keys().await?;
        places.extend(held.into_iter().map(|key| WrapPlace { epoch: key.epoch, ..copy.place() }));
        for place in places {
            match self.keys.unwrap(place, &copy.wrapped).await {
                Ok(key) => {
                    let address = copy.open(&key)?;
                    return Ok(Some((key, address)));
                }
                Err(error @ Error::KeysUnavailable { .. }) => return Err(error),
                Err(_) => {}
            }
        }
        Ok(None)
    }

    /// Ends the case as a transition does.
    pub async fn close(self, repair: RepairId) -> Result<()> {
        let mut tx = self.store.begin().await?;
        end(tx.as_mut(), self.cx, repair, PurgeRule::Closed).await?;
        tx.drills().close(repair, self.cx.now()).await?;
        tx.commit().await?;
        write_ends_of(self.store, self.archive, self.cx, repair).await
    }

    /// Renews the key of addresses although it is not time, until the one that had wrapped the copy is gone.
    pub async fn rotate(self, clock: &dyn Clock, copy: &SealedAddress) -> Result<()> {
        let mut last = Ok(());
        for _ in 0..TURNS {
            // Each turn is at its own time: a shelf of the turn before is older.
            last = self.turn(&self.cx.later(clock)).await;
            if !self.keys.keys().await?.iter().any(|key| key.epoch == copy.epoch) {
                return Ok(());
            }
        }
        last
    }

    async fn turn(self, cx: &Ctx) -> Result<()> {
        let Self { store, keys, archive, cx: _ } = self;
        let rotation = Rotation { store, keys, archive, cx, period: Duration::zero() };
        for step in Step::ALL {
            rotation.run(step).await?;
        }
        Ok(())
    }

    /// What the records say that they should not: nothing, if all is well.
    pub async fn wrong_records(self, copy: &SealedAddress) -> Result<Vec<&'static str>> {
        let mut wrong = Vec::new();
        let mut tx = self.store.glance().await?;
        if tx.addresses().sealed(copy.repair).await?.is_some() {
            wrong.push("the database still has the address");
        }
        let receipts = tx.purges().of(copy.repair).await?;
        drop(tx);
        match receipts.as_slice() {
            [receipt] if receipt.ledger_seq.is_none() => wrong.push("the receipt is not in the ledger"),
            [receipt] if receipt.destroyed_at.is_none() => {
                wrong.push("the receipt does not say that the key is destroyed");
            }
            [_] => {}
            _ => wrong.push("there is no receipt"),
        }
        let entries = self.archive.entries(0).await?;
        let is_there = entries.iter().any(
            |entry| matches!(&entry.fact, Fact::Purged { repair, .. } if *repair == copy.repair.as_uuid()),
        );
        if !is_there {
            wrong.push("the ledger does not know of the end");
        }
        if self.archive.shelf().await?.is_some_and(|shelf| shelf.find(copy.repair, copy.version).is_some()) {
            wrong.push("the shelf still has the wrapped key");
        }
        Ok(wrong)
    }

    /// Removes the cases of this drill and of any that was cut off. What they had has an end in the ledger.
    pub async fn clear(self) -> Result<()> {
        self.clear_until(self.cx.now()).await
    }

    /// The same, of those that began before then.
    pub async fn clear_until(self, until: Timestamp) -> Result<()> {
        let cases = self.store.glance().await?.drills().all(until).await?;
        if cases.is_empty() {
            return Ok(());
        }
        let mut tx = self.store.begin().await?;
        for case in &cases {
            end(tx.as_mut(), self.cx, *case, PurgeRule::Withdrawn).await?;
        }
        tx.commit().await?;
        for case in &cases {
            write_ends_of(self.store, self.archive, self.cx, *case).await?;
        }
        let mut tx = self.store.begin().await?;
        for case in cases {
            tx.drills().remove(case).await?;
        }
        tx.commit().await
    }
}

/// A case of the drill has neither ticket nor texts: there are no copies to look for.
async fn end(tx: &mut dyn Tx, cx: &Ctx, repair: RepairId, rule: PurgeRule) -> Result<()> {
    let Some(held) = tx.addresses().hold(repair).await? else { return Ok(()) };
    purge(tx, cx, repair, rule, Swept::of(held.version, Copies::Removed, held)).await
}
