use super::{Archive, Fact, LedgerHead, LedgerKnown, PurgeRecord, PurgeRule};
use crate::{Ctx, error::Result, id::RepairId, store::Store};

/// How many ends are written at once.
const BATCH: u64 = 200;

/// Is told by which rule an address has ended, once for each, when the ledger has learnt of it.
pub type Told<'a> = &'a (dyn Fn(PurgeRule) + Sync);

/// Has the ledger learn of every address that has ended, and of every account that was erased.
pub async fn write_ledger(store: &dyn Store, archive: &dyn Archive, cx: &Ctx, told: Told<'_>) -> Result<()> {
    write_purged(store, archive, cx, told).await?;
    // Behind them: an account's addresses have ended before it.
    write_erased(store, archive, cx).await
}

async fn write_purged(store: &dyn Store, archive: &dyn Archive, cx: &Ctx, told: Told<'_>) -> Result<()> {
    loop {
        let known = known(store).await?;
        let unwritten = store.glance().await?.purges().unwritten(BATCH).await?;
        if unwritten.is_empty() {
            return Ok(());
        }
        write(store, archive, cx, known.as_ref(), &unwritten).await?.into_iter().for_each(told);
    }
}

/// Has the ledger learn how the addresses of one case have ended: all others are left to the server, which counts them.
pub(super) async fn write_ends_of(
    store: &dyn Store,
    archive: &dyn Archive,
    cx: &Ctx,
    repair: RepairId,
) -> Result<()> {
    let known = known(store).await?;
    let mut ends = store.glance().await?.purges().of(repair).await?;
    ends.retain(|end| end.ledger_seq.is_none());
    if ends.is_empty() { Ok(()) } else { write(store, archive, cx, known.as_ref(), &ends).await.map(drop) }
}

/// Writes ends; returns by which rules those have ended that nobody else has written meanwhile.
async fn write(
    store: &dyn Store,
    archive: &dyn Archive,
    cx: &Ctx,
    known: Option<&LedgerHead>,
    ends: &[PurgeRecord],
) -> Result<Vec<PurgeRule>> {
    let facts: Vec<_> = ends.iter().map(fact_of).collect();
    let (places, head) = archive.append(known, cx.now(), &facts).await?;
    let mut written = Vec::with_capacity(ends.len());
    let mut tx = store.begin().await?;
    for (record, seq) in ends.iter().zip(places) {
        if tx.purges().set_written(record.id, seq).await? {
            written.push(record.rule);
        }
    }
    let destroyed_through = tx.purges().known().await?.map_or(0, |known| known.destroyed_through);
    tx.purges().set_known(&LedgerKnown { head, destroyed_through }).await?;
    tx.commit().await?;
    Ok(written)
}

async fn write_erased(store: &dyn Store, archive: &dyn Archive, cx: &Ctx) -> Result<()> {
    loop {
        let known = known(store).await?;
        let unwritten = store.glance().await?.forgets().unwritten(BATCH).await?;
        if unwritten.is_empty() {
            return Ok(());
        }
        let facts: Vec<_> =
            unwritten.iter().map(|(_, account)| Fact::Erased { account: account.as_uuid() }).collect();
        let (places, head) = archive.append(known.as_ref(), cx.now(), &facts).await?;
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
    let known = known(store).await?;
    let (_, head) = archive.append(known.as_ref(), cx.now(), &[Fact::Destroyed { through }]).await?;
    let mut tx = store.begin().await?;
    tx.purges().set_destroyed(through, cx.now()).await?;
    tx.purges().set_known(&LedgerKnown { head, destroyed_through: through }).await?;
    tx.commit().await
}

/// How far the database knows the ledger, asked for before it is asked what is still to be written: what another
/// process has written meanwhile, or one that died before the database knew, stands behind that and is not written again.
async fn known(store: &dyn Store) -> Result<Option<LedgerHead>> {
    Ok(store.glance().await?.purges().known().await?.map(|known| known.head))
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
