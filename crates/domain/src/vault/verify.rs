//! Proves, as far as a program can, that nothing is left that has ended, and that nothing that has not is lost.

use std::collections::{HashMap, HashSet};

use chrono::Duration;
use uuid::Uuid;

use super::{Archive, EpochRecord, Fact, HeldKey, KeyProvider, LedgerEntry, PurgeRecord, Shelf};
use crate::{
    clock::Timestamp,
    error::{Error, Result},
    id::AccountId,
    store::Store,
};

/// How many rows are read at once.
const BATCH: u64 = 500;
/// How late recurring work may be.
const LATE: Duration = Duration::hours(2);

/// What was looked at, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was looked at, and how much of it.
    pub what: String,
    /// What is wrong; nothing, if all is well.
    pub wrong: Vec<String>,
}

impl Check {
    fn new(what: impl Into<String>, wrong: impl IntoIterator<Item = String>) -> Self {
        Self { what: what.into(), wrong: wrong.into_iter().collect() }
    }
}

/// Everything that is read once.
struct Evidence {
    entries: Vec<LedgerEntry>,
    /// The versions of cases' addresses whose end is in the ledger.
    ended: HashSet<(Uuid, i64)>,
    /// Where each end stands in the ledger, by its id.
    written: HashMap<Uuid, Vec<i64>>,
    epochs: Vec<EpochRecord>,
    held: Vec<HeldKey>,
    now: Timestamp,
    period: Duration,
}

/// Walks keys, ledger, shelf, addresses and receipts.
pub async fn verify(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    archive: &dyn Archive,
    now: Timestamp,
    period: Duration,
) -> Result<Vec<Check>> {
    let entries = match archive.entries(0).await {
        Ok(entries) => entries,
        Err(error) => return Ok(vec![Check::new("the ledger", [text(&error)])]),
    };
    let (epochs, held) = (store.glance().await?.epochs().all().await?, keys.keys().await?);
    let evidence = Evidence::new(entries, epochs, held, now, period);
    Ok(vec![
        evidence.ledger(store).await?,
        evidence.keys(),
        evidence.addresses(store, keys).await?,
        evidence.places(store).await?,
        evidence.receipts(store).await?,
        evidence.erasures(store).await?,
        evidence.shelf(archive.shelf().await?),
    ])
}

/// [`verify`], and its outcome is on record for whoever watches over the desk.
pub async fn prove(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    archive: &dyn Archive,
    now: Timestamp,
    period: Duration,
) -> Result<Vec<Check>> {
    let checks = verify(store, keys, archive, now, period).await?;
    let wrong = checks.iter().map(|check| check.wrong.len()).sum::<usize>();
    let mut tx = store.begin().await?;
    tx.instance().set_vault_proof(now, i64::try_from(wrong).unwrap_or(i64::MAX)).await?;
    tx.commit().await?;
    Ok(checks)
}

impl Evidence {
    fn new(
        entries: Vec<LedgerEntry>,
        epochs: Vec<EpochRecord>,
        held: Vec<HeldKey>,
        now: Timestamp,
        period: Duration,
    ) -> Self {
        let (mut ended, mut written) = (HashSet::new(), HashMap::<_, Vec<_>>::new());
        for entry in &entries {
            if let Fact::Purged { id, repair, address_version, .. } = &entry.fact {
                ended.insert((*repair, *address_version));
                written.entry(*id).or_default().push(entry.seq);
            }
        }
        Self { entries, ended, written, epochs, held, now, period }
    }

    async fn ledger(&self, store: &dyn Store) -> Result<Check> {
        let known = store.glance().await?.purges().known().await?;
        let is_there = known.is_none_or(|known| self.entries.iter().any(|entry| entry.head() == known.head));
        let wrong = (!is_there).then(|| "it ends before what the database knows".to_owned());
        Ok(Check::new(
            format!("the ledger: {} entries, each follows on the one before", self.entries.len()),
            wrong,
        ))
    }

    fn keys(&self) -> Check {
        let mut wrong = Vec::new();
        for EpochRecord { epoch, check, .. } in &self.epochs {
            if !self.held.iter().any(|key| key.epoch == *epoch && key.check == *check) {
                wrong.push(format!("the key of epoch {epoch} is not there, or another one is"));
            }
        }
        let current = self.epochs.iter().find(|record| record.is_current);
        match current {
            None => wrong.push("no epoch is current".to_owned()),
            Some(current) => {
                if self.now - current.created_at > self.period + LATE {
                    wrong.push(format!("epoch {} should have ended: no worker runs", current.epoch));
                }
                let forgotten = |key: &&HeldKey| {
                    key.epoch < current.epoch && !self.epochs.iter().any(|record| record.epoch == key.epoch)
                };
                let forgotten = self.held.iter().filter(forgotten);
                wrong.extend(
                    forgotten.map(|key| format!("the key of epoch {} is not destroyed yet", key.epoch)),
                );
            }
        }
        Check::new(format!("{} key(s)", self.held.len()), wrong)
    }

    /// Every wrapped key opens, and none is of an address that has ended.
    async fn addresses(&self, store: &dyn Store, keys: &dyn KeyProvider) -> Result<Check> {
        let (mut count, mut wrong, mut last) = (0_usize, Vec::new(), None);
        loop {
            let wraps = store.glance().await?.epochs().wraps(None, last, BATCH).await?;
            let Some(end) = wraps.last() else { break };
            last = Some(end.place.repair);
            count += wraps.len();
            for wrap in &wraps {
                let place = wrap.place;
                if self.ended.contains(&(place.repair.as_uuid(), place.address_version)) {
                    wrong.push(format!("the address of {} has ended and is there", place.repair));
                }
                match keys.unwrap(place, &wrap.wrapped).await {
                    Ok(_) => {}
                    Err(error) if error.is_away() => return Err(error),
                    // A rotation has wrapped it anew meanwhile.
                    Err(Error::Gone(_)) if !self.epochs.iter().any(|record| record.epoch == place.epoch) => {}
                    Err(_) => wrong.push(format!("the address of {} cannot be opened", place.repair)),
                }
            }
        }
        Ok(Check::new(format!("{count} address(es) that are needed"), wrong))
    }

    async fn places(&self, store: &dyn Store) -> Result<Check> {
        let misplaced = store.glance().await?.addresses().misplaced().await?;
        let overdue = store.glance().await?.addresses().overdue(self.now - LATE, None, BATCH).await?;
        let wrong = misplaced.iter().map(|repair| format!("{repair} may have no address and has one"));
        let late = overdue.iter().map(|(_, repair)| format!("the address of {repair} is past its ceiling"));
        Ok(Check::new("cases that may have an address", wrong.chain(late)))
    }

    /// Each is in the ledger, and its key is destroyed in time.
    async fn receipts(&self, store: &dyn Store) -> Result<Check> {
        let (mut count, mut wrong, mut last) = (0_usize, Vec::new(), None);
        loop {
            let records = store.glance().await?.purges().all(last, BATCH).await?;
            let Some(end) = records.last() else { break };
            last = Some(end.id);
            count += records.len();
            wrong.extend(records.iter().filter_map(|record| self.receipt(record)));
        }
        Ok(Check::new(format!("{count} receipt(s)"), wrong))
    }

    /// No account is there that was erased.
    async fn erasures(&self, store: &dyn Store) -> Result<Check> {
        let (mut count, mut wrong) = (0_usize, Vec::new());
        for entry in &self.entries {
            let Fact::Erased { account } = &entry.fact else { continue };
            count += 1;
            let found = store.glance().await?.accounts().find(AccountId::from_uuid(*account)).await?;
            wrong.extend(found.map(|_| format!("the account {account} was erased, and it is there")));
        }
        Ok(Check::new(format!("{count} erased account(s)"), wrong))
    }

    fn receipt(&self, record: &PurgeRecord) -> Option<String> {
        let PurgeRecord { id, last_epoch, at, ledger_seq, destroyed_at, .. } = record;
        let is_held = self.held.iter().any(|key| key.epoch == *last_epoch);
        let age = self.now - *at;
        match ledger_seq {
            None if age > LATE => Some(format!("the ledger does not know of {id}")),
            Some(seq) if !self.written.get(id).is_some_and(|written| written.contains(seq)) => {
                Some(format!("the ledger has lost {id}"))
            }
            _ if destroyed_at.is_some() && is_held => {
                Some(format!("{id} says that its key is destroyed, and it is there"))
            }
            _ if destroyed_at.is_none() && age > self.period + LATE => {
                Some(format!("{id} waits for the end of epoch {last_epoch} for too long"))
            }
            _ => None,
        }
    }

    fn shelf(&self, found: Option<Shelf>) -> Check {
        let Some(newest) = found else {
            let is_new = self.epochs.iter().all(|record| self.now - record.created_at < LATE);
            return Check::new("the shelf", (!is_new).then(|| "there is none: no worker runs".to_owned()));
        };
        let made_at = newest.made_at.parse::<Timestamp>().ok();
        let is_old = made_at.is_none_or(|at| self.now - at > LATE);
        let old = is_old.then(|| format!("it is of {}: no worker runs", newest.made_at));
        let damaged = newest.wraps.iter().filter(|wrap| wrap.to_wrap().is_none());
        let damaged = damaged.map(|wrap| format!("the wrap of {} is damaged", wrap.repair));
        Check::new(format!("the shelf: {} wrap(s)", newest.wraps.len()), old.into_iter().chain(damaged))
    }
}

/// What lies behind an error that tells clients less than an operator needs.
fn text(error: &Error) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string)
}
