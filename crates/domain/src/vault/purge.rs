use super::{PurgeRecord, PurgeRule};
use crate::{
    Ctx,
    error::Result,
    id::RepairId,
    job::{JobRequest, Work},
    store::Tx,
};

/// Ends a case's address, if it has one: the wrapped key and the sealed address are deleted, and the ledger
/// learns it. Needs no keys. It comes before the state in which the case may have no address, as the
/// database allows no other order.
pub async fn purge(tx: &mut dyn Tx, cx: &Ctx, repair: RepairId, rule: PurgeRule) -> Result<()> {
    // Whoever changes the address at the same moment comes before or after, and in the same order.
    if tx.addresses().find(repair).await?.is_none() {
        return Ok(());
    }
    let Some(sealed) = tx.addresses().sealed(repair).await? else { return Ok(()) };
    let record = PurgeRecord {
        id: cx.uuid(),
        repair,
        address_version: sealed.version,
        rule,
        last_epoch: sealed.epoch,
        at: cx.now(),
        ledger_seq: None,
        destroyed_at: None,
    };
    tx.purges().add(&record).await?;
    tx.addresses().remove(repair).await?;
    tx.jobs().enqueue(JobRequest::now(cx, Work::WriteLedger)).await
}

/// The receipts of a case's addresses, oldest first.
pub async fn receipts(tx: &mut dyn Tx, repair: RepairId) -> Result<Vec<PurgeRecord>> {
    tx.purges().of(repair).await
}

/// Ends addresses that were kept for as long as any may be; their cases wait for one again. Returns how many.
pub async fn end_overdue(tx: &mut dyn Tx, cx: &Ctx, limit: u64) -> Result<u64> {
    let overdue = tx.addresses().overdue(cx.now(), limit).await?;
    for repair in &overdue {
        purge(tx, cx, *repair, PurgeRule::Ceiling).await?;
        tx.addresses().ask_anew(*repair, cx.now()).await?;
    }
    Ok(u64::try_from(overdue.len()).unwrap_or_default())
}
