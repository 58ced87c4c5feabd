use super::{Copies, HeldAddress, PurgeRecord, PurgeRule};
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
pub struct Swept(Option<LookedFor>);

#[derive(Debug)]
struct LookedFor {
    /// The version that was looked at.
    version: i64,
    copies: Copies,
    /// The address that is there.
    held: HeldAddress,
}

impl Swept {
    /// There was no address whose copies could be looked for.
    pub const fn nothing() -> Self {
        Self(None)
    }

    /// Of this version, if the address that the caller holds is still that one.
    pub(crate) const fn of(version: i64, copies: Copies, held: HeldAddress) -> Self {
        Self(Some(LookedFor { version, copies, held }))
    }

    /// What became of copies of this version; if another one was looked at, the next try looks for this one.
    fn copies_of(&self, version: i64) -> Result<Copies> {
        let matching = self.0.as_ref().filter(|looked_for| looked_for.version == version);
        matching.map(|looked_for| looked_for.copies).ok_or_else(changed_meanwhile)
    }
}

/// The next try looks for the address that is there now.
fn changed_meanwhile() -> Error {
    Error::Unavailable {
        retry_after: std::time::Duration::from_secs(1),
        cause: "the address was changed at the same moment".into(),
    }
}

/// Holds a case's address: whoever changes it at the same moment comes before or after, and in the same order.
pub(crate) async fn hold(tx: &mut dyn Tx, repair: RepairId) -> Result<Option<HeldAddress>> {
    tx.addresses().hold(repair).await
}

/// Ends a case's address, if it has one: the wrapped key and the sealed address are deleted, and the ledger
/// learns it. Needs no keys. It comes before the state in which the case may have no address, as the
/// database allows no other order.
pub async fn purge(tx: &mut dyn Tx, cx: &Ctx, repair: RepairId, rule: PurgeRule, swept: Swept) -> Result<()> {
    // What was looked at is held since then.
    let held = match &swept.0 {
        Some(looked_for) => Some(looked_for.held),
        None => hold(tx, repair).await?,
    };
    let Some(HeldAddress { version, epoch }) = held else { return Ok(()) };
    let record = PurgeRecord {
        id: cx.uuid(),
        repair,
        address_version: version,
        rule,
        last_epoch: epoch,
        copies: Some(swept.copies_of(version)?),
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
