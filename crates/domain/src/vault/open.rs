use super::{Access, AddressBytes, KeyProvider, Purpose, put::keys_are_moving};
use crate::{
    Ctx,
    error::{Error, Result},
    id::RepairId,
    store::{Store, Tx},
};

/// How many accesses are shown.
const MOST_SHOWN: u64 = 1000;
/// How often an address is read anew that a rotation has moved meanwhile.
const TRIES: usize = 3;

/// Puts on record that the actor looks at a case's address. It is committed before the address is opened.
pub async fn record_access(
    tx: &mut dyn Tx,
    cx: &Ctx,
    repair: RepairId,
    purpose: Purpose,
    reason: Option<String>,
) -> Result<()> {
    let person = cx.actor().principal().ok();
    let access = Access {
        id: cx.uuid(),
        repair,
        account: person.map(|person| person.account),
        role: person.map(|person| person.role),
        purpose,
        reason,
        at: cx.now(),
    };
    tx.address_accesses().add(&access).await
}

/// Who has looked at a case's address, oldest first.
pub async fn accesses(tx: &mut dyn Tx, repair: RepairId) -> Result<Vec<Access>> {
    tx.address_accesses().of(repair, MOST_SHOWN).await
}

/// Opens a case's address; returns its version, too. The caller has checked the right and put the access on record.
pub async fn open(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    repair: RepairId,
) -> Result<Option<(i64, AddressBytes)>> {
    for _ in 0..TRIES {
        let mut tx = store.glance().await?;
        let sealed = tx.addresses().sealed(repair).await?;
        drop(tx);
        let Some(sealed) = sealed else { return Ok(None) };
        match keys.unwrap(sealed.place(), &sealed.wrapped).await {
            Ok(key) => return Ok(Some((sealed.version, sealed.open(&key)?))),
            // A rotation has wrapped it anew between the two steps.
            Err(Error::Gone(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Err(keys_are_moving(Error::Gone("key")))
}
