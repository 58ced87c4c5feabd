//! What is looked at before a server answers: that it has the keys that its database was made with, and that
//! nothing has come back that had ended.

use super::{Archive, CheckValue, Epoch, EpochRecord, Fact, KeyProvider, LedgerEntry};
use crate::{
    Ctx,
    error::{Error, Result},
    id::AccountId,
    store::{Store, Tx},
};

/// How a database stands to the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It knows all that has ended.
    Current,
    /// It does not know of so many ends: it is a copy from before them.
    Older {
        /// How many entries of the ledger contradict it.
        entries: usize,
    },
}

/// Makes the first epoch of a new desk; refuses keys that are not the database's.
pub async fn check_keys(store: &dyn Store, keys: &dyn KeyProvider, cx: &Ctx) -> Result<()> {
    let mut epochs = store.glance().await?.epochs().all().await?;
    if epochs.is_empty() {
        epochs = begin(store, keys, cx).await?;
    }
    let held = keys.keys().await?;
    let is_held =
        |record: &EpochRecord| held.iter().any(|key| key.epoch == record.epoch && key.check == record.check);
    if epochs.iter().all(is_held) {
        Ok(())
    } else if held.is_empty() {
        Err(Error::internal(
            "there are no address keys where they should be: bring the right key directory back. If it is lost, \
             `benchdesk restore reconcile --keys-are-lost` goes on without the addresses of open cases",
        ))
    } else {
        Err(Error::internal("the address keys are not those that this database was made with"))
    }
}

/// Of several servers that start for the first time, all go on with the same key.
async fn begin(store: &dyn Store, keys: &dyn KeyProvider, cx: &Ctx) -> Result<Vec<EpochRecord>> {
    let check = keys.create(Epoch::FIRST).await?;
    let mut tx = store.begin().await?;
    tx.instance().lock().await?;
    if tx.epochs().all().await?.is_empty() {
        tx.epochs().add(&current(Epoch::FIRST, check, cx)).await?;
    }
    let epochs = tx.epochs().all().await?;
    tx.commit().await?;
    Ok(epochs)
}

pub(super) fn current(epoch: Epoch, check: CheckValue, cx: &Ctx) -> EpochRecord {
    EpochRecord { epoch, is_current: true, check, created_at: cx.now() }
}

/// How the database stands to the ledger. A ledger that ends before what the database knows, or tells it
/// differently, is refused: it is an old copy or was tampered with.
pub async fn standing(store: &dyn Store, archive: &dyn Archive) -> Result<Standing> {
    let mut tx = store.glance().await?;
    let known = tx.purges().known().await?;
    let behind = known.as_ref().map_or(0, |known| known.head.seq - 1);
    let mut news = archive.entries(behind).await?;
    if let Some(known) = known {
        if news.first().map(LedgerEntry::head) != Some(known.head) {
            return Err(Error::internal(
                "the ledger ends before what the database knows, or tells it differently: bring the newest copy back",
            ));
        }
        news.remove(0);
    }
    let mut entries = 0;
    for entry in &news {
        entries += usize::from(contradicts(tx.as_mut(), &entry.fact).await?);
    }
    Ok(if entries == 0 { Standing::Current } else { Standing::Older { entries } })
}

/// What a process wrote just before it died is no contradiction: the database knows of the fact itself.
async fn contradicts(tx: &mut dyn Tx, fact: &Fact) -> Result<bool> {
    Ok(match fact {
        Fact::Begun { .. } => false,
        Fact::Purged { id, .. } => !tx.purges().has(*id).await?,
        Fact::Erased { account } => tx.accounts().find(AccountId::from_uuid(*account)).await?.is_some(),
        Fact::Destroyed { through } => {
            tx.epochs().all().await?.iter().any(|record| record.epoch.number() <= *through)
        }
    })
}
