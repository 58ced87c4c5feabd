use std::collections::HashMap;

use uuid::Uuid;

use super::{
    Archive, EpochRecord, Fact, KeyProvider, LedgerEntry, LedgerKnown, PurgeRecord, PurgeRule, Shelf, Wrap,
    key::{Epoch, HeldKey},
    purge::purge,
    start::current,
};
use crate::{
    Ctx,
    error::{Error, Result},
    store::{Store, Tx},
};

/// How many addresses are looked at in one transaction.
const BATCH: u64 = 500;

/// What became of the addresses of a restored database.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// They can be read.
    pub kept: u64,
    /// They had ended since, and have ended again.
    pub purged: u64,
    /// Their keys are gone: their cases ask for them again.
    pub lost: u64,
}

/// Makes a database of any age agree with keys, shelf and ledger as they are now: what has ended since ends
/// again, and what is still needed can be read again.
pub async fn reconcile(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    archive: &dyn Archive,
    cx: &Ctx,
) -> Result<Reconciled> {
    let entries = archive.entries(0).await?;
    refuse_older(store, &entries).await?;
    let ended = Ended::of(&entries);
    let shelf = archive.shelf().await?;
    let held = held_keys(store, keys, &ended, shelf.as_ref()).await?;
    let know = Knowledge { ended, shelf, held };
    make_epochs(store, cx, &know.held).await?;
    let (mut done, mut last) = (Reconciled::default(), None);
    loop {
        let mut tx = store.begin().await?;
        let wraps = tx.epochs().wraps(None, last, BATCH).await?;
        let Some(end) = wraps.last() else { break };
        last = Some(end.place.repair);
        for wrap in &wraps {
            know.settle(tx.as_mut(), cx, wrap, &mut done).await?;
        }
        tx.commit().await?;
    }
    finish(store, cx, &know, entries.last()).await?;
    Ok(done)
}

/// A ledger that does not go as far as the database would let come back what has ended between the two.
async fn refuse_older(store: &dyn Store, entries: &[LedgerEntry]) -> Result<()> {
    let known = store.glance().await?.purges().known().await?;
    if known.is_none_or(|known| entries.iter().any(|entry| entry.head() == known.head)) {
        return Ok(());
    }
    Err(Error::internal(
        "the ledger ends before what the database knows, or tells it differently: bring the newest copy back",
    ))
}

/// What the ledger tells.
#[derive(Default)]
struct Ended {
    purged: HashMap<(Uuid, i64), (Uuid, i64, PurgeRule)>,
    destroyed_through: i64,
    /// The newest epoch that it names.
    newest: i64,
}

impl Ended {
    fn of(entries: &[LedgerEntry]) -> Self {
        let mut ended = Self::default();
        for entry in entries {
            match &entry.fact {
                Fact::Begun { .. } => {}
                Fact::Destroyed { through } => {
                    ended.destroyed_through = ended.destroyed_through.max(*through);
                    ended.newest = ended.newest.max(*through);
                }
                Fact::Purged { id, repair, address_version, epoch, rule } => {
                    ended.newest = ended.newest.max(*epoch);
                    let rule = PurgeRule::from_name(rule).unwrap_or(PurgeRule::Restored);
                    ended.purged.insert((*repair, *address_version), (*id, entry.seq, rule));
                }
            }
        }
        ended
    }
}

struct Knowledge {
    ended: Ended,
    shelf: Option<Shelf>,
    held: Vec<HeldKey>,
}

impl Knowledge {
    fn holds(&self, epoch: Epoch) -> bool {
        self.held.iter().any(|key| key.epoch == epoch)
    }

    /// Each address is purged again, wrapped as on the shelf, left as it is, or lost.
    async fn settle(&self, tx: &mut dyn Tx, cx: &Ctx, wrap: &Wrap, done: &mut Reconciled) -> Result<()> {
        let place = wrap.place;
        let ended = self.ended.purged.get(&(place.repair.as_uuid(), place.address_version));
        let shelved = self.shelf.as_ref();
        let shelved = shelved.and_then(|newest| newest.find(place.repair, place.address_version));
        if let Some((id, seq, rule)) = ended {
            let is_destroyed = place.epoch.number() <= self.ended.destroyed_through;
            let record = PurgeRecord {
                id: *id,
                repair: place.repair,
                address_version: place.address_version,
                rule: *rule,
                last_epoch: place.epoch,
                at: cx.now(),
                ledger_seq: Some(*seq),
                destroyed_at: is_destroyed.then(|| cx.now()),
            };
            if !tx.purges().has(*id).await? {
                tx.purges().add(&record).await?;
            }
            tx.addresses().remove(place.repair).await?;
            done.purged += 1;
        } else if let Some(shelved) = shelved.filter(|shelved| self.holds(shelved.place.epoch)) {
            tx.epochs().rewrap(wrap, &shelved).await?;
            done.kept += 1;
        } else if self.holds(place.epoch) {
            done.kept += 1;
        } else {
            purge(tx, cx, place.repair, PurgeRule::KeyLost).await?;
            tx.addresses().ask_anew(place.repair, cx.now()).await?;
            done.lost += 1;
        }
        Ok(())
    }
}

/// Where no key is left, a new one is made, and never under a number that was used before.
async fn held_keys(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    ended: &Ended,
    shelf: Option<&Shelf>,
) -> Result<Vec<HeldKey>> {
    let held = keys.keys().await?;
    if !held.is_empty() {
        return Ok(held);
    }
    let epochs = store.glance().await?.epochs().all().await?;
    let known = epochs.iter().map(|record| record.epoch.number());
    let shelved = shelf.into_iter().flat_map(|shelf| &shelf.wraps).map(|wrap| wrap.epoch);
    let used = known.chain(shelved).chain([ended.newest]).max().unwrap_or_default();
    let next = Epoch::from_number(used + 1);
    keys.create(next.ok_or_else(|| Error::internal("there are no epochs left"))?).await?;
    keys.keys().await
}

/// The database knows every key that is there; the newest is current.
async fn make_epochs(store: &dyn Store, cx: &Ctx, held: &[HeldKey]) -> Result<()> {
    let mut tx = store.begin().await?;
    tx.instance().lock().await?;
    let known = tx.epochs().all().await?;
    let newest = held.last().ok_or_else(|| Error::internal("there are no address keys"))?;
    for key in held {
        let record = known.iter().find(|record| record.epoch == key.epoch);
        if record.is_some_and(|record| record.check != key.check) {
            return Err(Error::internal("the address keys are not those that this database was made with"));
        }
        if record.is_none() {
            let record = EpochRecord { is_current: false, ..current(key.epoch, key.check.clone(), cx) };
            tx.epochs().add(&record).await?;
        }
    }
    tx.epochs().make_current(newest.epoch).await?;
    tx.commit().await
}

/// Nothing is wrapped by a key that is not there: those epochs go, and the database knows the whole ledger.
async fn finish(store: &dyn Store, cx: &Ctx, know: &Knowledge, last: Option<&LedgerEntry>) -> Result<()> {
    let mut tx = store.begin().await?;
    let epochs = tx.epochs().all().await?;
    for record in epochs {
        if !know.holds(record.epoch) {
            tx.epochs().remove(record.epoch).await?;
        }
    }
    if let Some(last) = last {
        let destroyed_through = know.ended.destroyed_through;
        tx.purges().set_destroyed(destroyed_through, cx.now()).await?;
        tx.purges().set_known(&LedgerKnown { head: last.head(), destroyed_through }).await?;
    }
    tx.commit().await
}
