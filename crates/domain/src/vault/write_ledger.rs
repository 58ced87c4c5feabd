use super::{Archive, Fact, LedgerHead, LedgerKnown, PurgeRecord, PurgeRule};
use crate::{Ctx, error::Result, store::Store};

/// How many ends are written at once.
const BATCH: u64 = 200;

/// Has the ledger learn of every address that has ended, and of every account that was erased; returns by which rules
/// those did that it has learnt of.
pub async fn write_ledger(store: &dyn Store, archive: &dyn Archive, cx: &Ctx) -> Result<Vec<PurgeRule>> {
    let written = write_purged(store, archive, cx).await?;
    // Behind them: an account's addresses have ended before it.
    write_erased(store, archive, cx).await?;
    Ok(written)
}

async fn write_purged(store: &dyn Store, archive: &dyn Archive, cx: &Ctx) -> Result<Vec<PurgeRule>> {
    let mut written = Vec::new();
    loop {
        let mut tx = store.glance().await?;
        let unwritten = tx.purges().unwritten(BATCH).await?;
        drop(tx);
        if unwritten.is_empty() {
            return Ok(written);
        }
        let facts: Vec<_> = unwritten.iter().map(fact_of).collect();
        let (places, head) = append(store, archive, cx, &facts).await?;
        let mut tx = store.begin().await?;
        for (record, seq) in unwritten.iter().zip(places) {
            tx.purges().set_written(record.id, seq).await?;
        }
        let destroyed_through = tx.purges().known().await?.map_or(0, |known| known.destroyed_through);
        tx.purges().set_known(&LedgerKnown { head, destroyed_through }).await?;
        tx.commit().await?;
        written.extend(unwritten.iter().map(|record| record.rule));
    }
}

async fn write_erased(store: &dyn Store, archive: &dyn Archive, cx: &Ctx) -> Result<()> {
    loop {
        let unwritten = store.glance().await?.forgets().unwritten(BATCH).await?;
        if unwritten.is_empty() {
            return Ok(());
        }
        let facts: Vec<_> =
            unwritten.iter().map(|(_, account)| Fact::Erased { account: account.as_uuid() }).collect();
        let (places, head) = append(store, archive, cx, &facts).await?;
        let mut tx = store.begin().await?;
        for ((request, _), seq) in unwritten.iter().zip(places) {
            tx.forgets().set_written(*request, seq).await?;
        }
        let destroyed_through = tx.purges().known().await?.map_or(0, |known| known.destroyed_through);
        tx.purges().set_known(&LedgerKnown { head, destroyed_through }).await?;
        tx.commit().await?;
    }
}

/// Has the ledger learn that the keys of all epochs up to this one are destroyed; receipts say so from now on.
pub(super) async fn write_destroyed(
    store: &dyn Store,
    archive: &dyn Archive,
    cx: &Ctx,
    through: i64,
) -> Result<()> {
    let (_, head) = append(store, archive, cx, &[Fact::Destroyed { through }]).await?;
    let mut tx = store.begin().await?;
    tx.purges().set_destroyed(through, cx.now()).await?;
    tx.purges().set_known(&LedgerKnown { head, destroyed_through: through }).await?;
    tx.commit().await
}

/// What was written by a process that died before the database knew is not written again.
async fn append(
    store: &dyn Store,
    archive: &dyn Archive,
    cx: &Ctx,
    facts: &[Fact],
) -> Result<(Vec<i64>, LedgerHead)> {
    let known = store.glance().await?.purges().known().await?;
    archive.append(known.as_ref().map(|known| &known.head), cx.now(), facts).await
}

fn fact_of(record: &PurgeRecord) -> Fact {
    Fact::Purged {
        id: record.id,
        repair: record.repair.as_uuid(),
        address_version: record.address_version,
        epoch: record.last_epoch.number(),
        rule: record.rule.name().to_owned(),
    }
}
