use std::collections::HashMap;

use uuid::Uuid;

use super::{
    Archive, Copies, EpochRecord, Fact, KeyProvider, LedgerEntry, LedgerKnown, PurgeRecord, PurgeRule, Shelf,
    Wrap, WrapPlace,
    key::{Epoch, HeldKey},
    start::current,
};
use crate::{
    Ctx, address,
    error::{Error, Result},
    id::AccountId,
    privacy,
    store::Store,
};

/// How many addresses are looked at at once.
const BATCH: u64 = 500;

/// What became of the addresses of a restored database.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// They can be read.
    pub kept: u64,
    /// They had ended since, and have ended again.
    pub purged: u64,
    /// Of those, nobody could look for copies in tickets any more: the backup brought them back.
    pub unswept: u64,
    /// Their keys are gone: their cases ask for them again.
    pub lost: u64,
    /// Accounts that had been erased since, and are erased again.
    pub erased: u64,
}

/// Makes a database of any age agree with keys, shelf and ledger as they are now: what has ended since ends
/// again, and what is still needed can be read again. What is needed and cannot be read is given up only if
/// the keys are said to be lost.
pub async fn reconcile(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    archive: &dyn Archive,
    cx: &Ctx,
    keys_are_lost: bool,
) -> Result<Reconciled> {
    let entries = archive.entries(0).await?;
    refuse_older(store, &entries).await?;
    let (ended, shelf) = (Ended::of(&entries), archive.shelf().await?);
    let mut know = Knowledge { ended, shelf, held: keys.keys().await? };
    if !keys_are_lost {
        know.refuse_losses(store).await?;
    }
    if know.held.is_empty() {
        make_key(store, keys, &know).await?;
        know.held = keys.keys().await?;
    }
    make_epochs(store, cx, &know.held).await?;
    let (mut done, mut last) = (Reconciled::default(), None);
    loop {
        let wraps = store.glance().await?.epochs().wraps(None, last, BATCH).await?;
        let Some(end) = wraps.last() else { break };
        last = Some(end.place.repair);
        for wrap in &wraps {
            know.settle(store, keys, cx, wrap, &mut done).await?;
        }
    }
    for account in &know.ended.erased {
        done.erased += u64::from(privacy::erase_again(store, keys, cx, *account).await?);
    }
    finish(store, cx, &know, entries.last()).await?;
    Ok(done)
}

/// The same refusals before a copy of a database is there at all: by the places of its addresses and the keys
/// that it knows.
pub fn refuse_losses(
    entries: &[LedgerEntry],
    shelf: Option<Shelf>,
    held: Vec<HeldKey>,
    places: &[WrapPlace],
    known: &[HeldKey],
) -> Result<()> {
    let is_other = |key: &HeldKey| known.iter().any(|one| one.epoch == key.epoch && one.check != key.check);
    if held.iter().any(is_other) {
        return Err(other_keys());
    }
    let know = Knowledge { ended: Ended::of(entries), shelf, held };
    refuse(know.losses(places.iter().copied()))
}

fn refuse(lost: usize) -> Result<()> {
    if lost == 0 {
        return Ok(());
    }
    Err(Error::internal(format!(
        "the keys of {lost} address(es) that are still needed are not there: bring the key directory and the newest \
         shelf back, or say --keys-are-lost; then those repairs ask for their addresses anew"
    )))
}

fn other_keys() -> Error {
    Error::internal("the address keys are not those that this database was made with")
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
    /// Accounts that are erased.
    erased: Vec<AccountId>,
}

impl Ended {
    fn of(entries: &[LedgerEntry]) -> Self {
        let mut ended = Self::default();
        for entry in entries {
            match &entry.fact {
                Fact::Begun { .. } => {}
                Fact::Erased { account } => ended.erased.push(AccountId::from_uuid(*account)),
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

    /// What becomes of an address.
    fn fate(&self, place: WrapPlace) -> Fate {
        let ended = self.ended.purged.get(&(place.repair.as_uuid(), place.address_version));
        let shelved = self.shelf.as_ref();
        let shelved = shelved.and_then(|newest| newest.find(place.repair, place.address_version));
        if let Some((id, seq, rule)) = ended {
            Fate::Ended { id: *id, seq: *seq, rule: *rule }
        } else if let Some(shelved) = shelved.filter(|shelved| self.holds(shelved.place.epoch)) {
            Fate::Shelved(shelved)
        } else if self.holds(place.epoch) {
            Fate::Kept
        } else {
            Fate::Lost
        }
    }

    /// Nothing has changed yet when it is found that addresses would be lost.
    async fn refuse_losses(&self, store: &dyn Store) -> Result<()> {
        let (mut lost, mut after) = (0, None);
        loop {
            let wraps = store.glance().await?.epochs().wraps(None, after, BATCH).await?;
            let Some(end) = wraps.last() else { break };
            after = Some(end.place.repair);
            lost += self.losses(wraps.iter().map(|wrap| wrap.place));
        }
        refuse(lost)
    }

    fn losses(&self, places: impl Iterator<Item = WrapPlace>) -> usize {
        places.filter(|place| matches!(self.fate(*place), Fate::Lost)).count()
    }

    /// Each address is purged again, wrapped as on the shelf, left as it is, or lost.
    async fn settle(
        &self,
        store: &dyn Store,
        keys: &dyn KeyProvider,
        cx: &Ctx,
        wrap: &Wrap,
        done: &mut Reconciled,
    ) -> Result<()> {
        let place = wrap.place;
        match self.fate(place) {
            Fate::Ended { id, seq, rule } => {
                let is_destroyed = place.epoch.number() <= self.ended.destroyed_through;
                let record = PurgeRecord {
                    id,
                    repair: place.repair,
                    address_version: place.address_version,
                    rule,
                    last_epoch: place.epoch,
                    copies: None,
                    at: cx.now(),
                    ledger_seq: Some(seq),
                    destroyed_at: is_destroyed.then(|| cx.now()),
                };
                let copies = address::end_again(store, keys, cx, record).await?;
                done.purged += 1;
                done.unswept += u64::from(copies != Some(Copies::Removed));
            }
            Fate::Shelved(shelved) => {
                let mut tx = store.begin().await?;
                tx.epochs().rewrap(wrap, &shelved).await?;
                tx.commit().await?;
                done.kept += 1;
            }
            Fate::Kept => done.kept += 1,
            Fate::Lost => {
                address::end_lost(store, cx, place.repair, place.address_version).await?;
                done.lost += 1;
            }
        }
        Ok(())
    }
}

/// What becomes of an address of a restored database.
enum Fate {
    /// It had ended, and ends again.
    Ended {
        /// The record of it.
        id: Uuid,
        /// Where that stands in the ledger.
        seq: i64,
        /// Why.
        rule: PurgeRule,
    },
    /// It is needed, and is read with the wrap that is on the shelf.
    Shelved(Wrap),
    /// It is needed, and can be read as it is.
    Kept,
    /// It is needed, and nobody can read it.
    Lost,
}

/// Where no key is left, a new one is made, and never under a number that was used before.
async fn make_key(store: &dyn Store, keys: &dyn KeyProvider, know: &Knowledge) -> Result<()> {
    let epochs = store.glance().await?.epochs().all().await?;
    let known = epochs.iter().map(|record| record.epoch.number());
    let shelved = know.shelf.iter().flat_map(|shelf| &shelf.wraps).map(|wrap| wrap.epoch);
    let used = known.chain(shelved).chain([know.ended.newest]).max().unwrap_or_default();
    let next = Epoch::from_number(used + 1);
    keys.create(next.ok_or_else(|| Error::internal("there are no epochs left"))?).await.map(drop)
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
            return Err(other_keys());
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
