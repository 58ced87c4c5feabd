use uuid::Uuid;

use super::{Access, AddressBytes, EpochRecord, KeyProvider, Purpose, SealedAddress, put::keys_are_moving};
use crate::{
    Ctx,
    error::{Error, Result},
    id::RepairId,
    page::{Page, PageRequest},
    store::{Store, Tx},
};

/// How often an address is read anew that a rotation has moved meanwhile.
const TRIES: usize = 4;

/// Puts on record that the actor looks at a case's address; returns the entry's id. It is committed before the address
/// is opened.
pub async fn record_access(
    tx: &mut dyn Tx,
    cx: &Ctx,
    repair: RepairId,
    purpose: Purpose,
    reason: Option<String>,
) -> Result<Uuid> {
    let person = cx.actor().principal().ok();
    let access = Access {
        id: cx.uuid(),
        repair,
        account: person.map(|person| person.account),
        role: person.map(|person| person.role),
        purpose,
        reason,
        at: cx.now(),
        failed_at: None,
    };
    tx.address_accesses().add(&access).await?;
    Ok(access.id)
}

/// Says of what was put on record that nobody saw anything: the address could not be opened.
pub async fn record_failure(store: &dyn Store, cx: &Ctx, access: Uuid) -> Result<()> {
    let mut tx = store.begin().await?;
    tx.address_accesses().set_failed(access, cx.now()).await?;
    tx.commit().await
}

/// One page of who has looked at a case's address, newest first.
pub async fn accesses(
    tx: &mut dyn Tx,
    repair: RepairId,
    page: &PageRequest<Uuid>,
) -> Result<Page<Access, Uuid>> {
    tx.address_accesses().of(repair, page).await
}

/// What came of opening an address.
#[derive(Debug)]
pub enum Opened {
    /// There is none.
    Nothing,
    /// This version.
    Plain(i64, AddressBytes),
    /// This version is there, and nobody can open it any more: it is damaged, or its key is lost.
    Unopenable(i64),
}

/// Opens a case's address; returns its version, too. The caller has checked the right and put the access on record.
pub async fn open(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    repair: RepairId,
) -> Result<Option<(i64, AddressBytes)>> {
    match try_to_open(store, keys, repair).await? {
        Opened::Nothing => Ok(None),
        Opened::Plain(version, bytes) => Ok(Some((version, bytes))),
        Opened::Unopenable(_) => Err(Error::internal("an address cannot be opened any more")),
    }
}

/// Opens a case's address, or tells that nobody can. While the keys are away nobody can tell (`KeysUnavailable`).
pub async fn try_to_open(store: &dyn Store, keys: &dyn KeyProvider, repair: RepairId) -> Result<Opened> {
    let mut before: Option<SealedAddress> = None;
    for _ in 0..TRIES {
        let mut tx = store.glance().await?;
        let sealed = tx.addresses().sealed(repair).await?;
        drop(tx);
        let Some(sealed) = sealed else { return Ok(Opened::Nothing) };
        match keys.unwrap(sealed.place(), &sealed.wrapped).await {
            Ok(key) => {
                let opened = sealed.open(&key);
                return Ok(opened.map_or(Opened::Unopenable(sealed.version), |plain| {
                    Opened::Plain(sealed.version, plain)
                }));
            }
            Err(Error::Gone(_)) if before.as_ref() == Some(&sealed) => {
                keys_are_there(store, keys).await?;
                return Ok(Opened::Unopenable(sealed.version));
            }
            // A rotation has wrapped it anew between the two steps; or else it comes here once more.
            Err(Error::Gone(_)) => before = Some(sealed),
            Err(error) => return Err(error),
        }
    }
    Err(keys_are_moving(Error::Gone("key")))
}

/// Fails unless every key that this desk knows of is where it should be: a place that is not mounted loses nothing.
pub(super) async fn keys_are_there(store: &dyn Store, keys: &dyn KeyProvider) -> Result<()> {
    // A rotation may come between the two looks: the second turn sees what it has left.
    for _ in 0..2 {
        let epochs = store.glance().await?.epochs().all().await?;
        let held = keys.keys().await?;
        let is_held = |record: &EpochRecord| {
            held.iter().any(|key| key.epoch == record.epoch && key.check == record.check)
        };
        if epochs.iter().all(is_held) {
            return Ok(());
        }
    }
    Err(Error::KeysUnavailable {
        retry_after: std::time::Duration::from_secs(30),
        cause: "the address keys are not where they should be".into(),
    })
}
