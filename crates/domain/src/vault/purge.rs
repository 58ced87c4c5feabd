use super::{Copies, PurgeRecord, PurgeRule};
use crate::{
    Ctx,
    error::{Error, Result},
    id::RepairId,
    job::{JobRequest, Work},
    store::Tx,
};

/// That copies of one version of an address are gone, or why nobody could look for them. An address does not
/// end without it, and only who has looked ([`crate::address::Look`]) can make one.
#[derive(Debug)]
pub struct Swept(Option<(i64, Copies)>);

impl Swept {
    /// There was no address whose copies could be looked for.
    pub const fn nothing() -> Self {
        Self(None)
    }

    /// Of this version.
    pub(crate) const fn of(version: i64, copies: Copies) -> Self {
        Self(Some((version, copies)))
    }

    /// What became of copies of this version; if another one was looked at, the next try looks for this one.
    pub(super) fn copies_of(self, version: i64) -> Result<Copies> {
        let matching = self.0.filter(|(looked_at, _)| *looked_at == version);
        matching.map(|(_, copies)| copies).ok_or_else(changed_meanwhile)
    }
}

/// The next try looks for the address that is there now.
fn changed_meanwhile() -> Error {
    Error::Unavailable {
        retry_after: std::time::Duration::from_secs(1),
        cause: "the address was changed at the same moment".into(),
    }
}

/// Ends a case's address, if it has one: the wrapped key and the sealed address are deleted, and the ledger
/// learns it. Needs no keys. It comes before the state in which the case may have no address, as the
/// database allows no other order.
pub async fn purge(tx: &mut dyn Tx, cx: &Ctx, repair: RepairId, rule: PurgeRule, swept: Swept) -> Result<()> {
    // Whoever changes the address at the same moment comes before or after, and in the same order. What was looked
    // at is held from then on.
    if swept.0.is_none() && tx.addresses().find(repair).await?.is_none() {
        return Ok(());
    }
    let Some(sealed) = tx.addresses().sealed(repair).await? else { return Ok(()) };
    let record = PurgeRecord {
        id: cx.uuid(),
        repair,
        address_version: sealed.version,
        rule,
        last_epoch: sealed.epoch,
        copies: Some(swept.copies_of(sealed.version)?),
        at: cx.now(),
        ledger_seq: None,
        destroyed_at: None,
    };
    tx.addresses().remove(repair).await?;
    tx.purges().add(&record).await?;
    tx.jobs().enqueue(JobRequest::now(cx, Work::WriteLedger)).await
}

/// Ends an address again that has ended before, under the record of that end; returns what became of copies.
pub(crate) async fn purge_again(tx: &mut dyn Tx, record: PurgeRecord, swept: Swept) -> Result<Copies> {
    let copies = swept.copies_of(record.address_version)?;
    if !tx.purges().has(record.id).await? {
        tx.purges().add(&PurgeRecord { copies: Some(copies), ..record }).await?;
    }
    tx.addresses().remove(record.repair).await?;
    Ok(copies)
}

/// The receipts of a case's addresses, oldest first.
pub async fn receipts(tx: &mut dyn Tx, repair: RepairId) -> Result<Vec<PurgeRecord>> {
    tx.purges().of(repair).await
}
