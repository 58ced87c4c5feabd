//! Ends that nobody asks for: the ceiling, and addresses that nobody can read any more.

use chrono::Duration;

use super::{Look, look_for_copies};
use crate::{
    Ctx,
    audit::{self, ActKind},
    clock::Timestamp,
    error::{Error, Result},
    id::RepairId,
    repair::{self, Repair, Viewer},
    store::{Store, Tx},
    vault::{
        self, AddressRecord, Copies, Epoch, KeyProvider, Opened, PurgeRecord, PurgeRule, Wrap, WrapPlace,
    },
};

/// How long an address waits behind its ceiling for keys that are away; then it ends without a look for copies.
const PATIENCE: Duration = Duration::days(7);
/// How many are looked for at once.
const BATCH: u64 = 100;

/// Cases whose address was kept for as long as any may be, in the order of their ends, behind this place.
pub async fn overdue(
    store: &dyn Store,
    cx: &Ctx,
    after: Option<(Timestamp, RepairId)>,
) -> Result<Vec<(Timestamp, RepairId)>> {
    store.glance().await?.addresses().overdue(cx.now(), after, BATCH).await
}

/// Ends an address that is past its ceiling; its case waits for one again if it needs one.
pub async fn end_overdue(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    cx: &Ctx,
    (expires_at, repair): (Timestamp, RepairId),
) -> Result<()> {
    let look = match look_for_copies(store, keys, cx, repair).await {
        Ok(look) => look,
        // Whatever keeps it from being looked at.
        Err(error) => {
            if !has_waited_long(store, cx, (expires_at, repair)).await? {
                return Err(error);
            }
            Look::skipped()
        }
    };
    let mut tx = store.begin().await?;
    let Some(case) = tx.repairs().find_visible(Viewer::Staff, repair).await? else { return Ok(()) };
    let record = vault::record(tx.as_mut(), repair).await?;
    // Held by law, claimed from the carrier, or given anew meanwhile.
    let is_due = record.is_some_and(|record| record.expires_at <= cx.now())
        && case.claim_opened_at.is_none()
        && case.must_not_be_held(cx).is_ok();
    if !is_due {
        return Ok(());
    }
    end(tx.as_mut(), cx, case, PurgeRule::Ceiling, look).await?;
    tx.commit().await
}

/// Whether it could have ended for so long that nobody waits for a look any more. What the law has held could not.
async fn has_waited_long(
    store: &dyn Store,
    cx: &Ctx,
    (expires_at, repair): (Timestamp, RepairId),
) -> Result<bool> {
    let case = store.glance().await?.repairs().find_visible(Viewer::Staff, repair).await?;
    let held_until = case.and_then(|case| case.legal_hold_until());
    let since = held_until.map_or(expires_at, |until| until.max(expires_at));
    Ok(cx.now() - since >= PATIENCE)
}

/// Ends the address of a case that the caller holds; the case waits for one again if it needs one, and then its
/// customer is asked at once.
async fn end(tx: &mut dyn Tx, cx: &Ctx, case: Repair, rule: PurgeRule, look: Look) -> Result<()> {
    let case = repair::end_address(tx, cx, case, rule, look).await?;
    if case.awaiting_address_since.is_some() {
        super::link::ask(tx, cx, &case).await?;
    }
    Ok(())
}

/// Ends an address of which nobody can read this version any more; that it was lost is on record.
pub(crate) async fn end_lost(store: &dyn Store, cx: &Ctx, repair: RepairId, version: i64) -> Result<()> {
    let mut tx = store.begin().await?;
    let Some(case) = tx.repairs().find_visible(Viewer::Staff, repair).await? else { return Ok(()) };
    let record = vault::record(tx.as_mut(), repair).await?;
    if record.is_none_or(|AddressRecord { version: current, .. }| current != version) {
        return Ok(());
    }
    audit::record(tx.as_mut(), cx, ActKind::AddressLost.on(repair)).await?;
    end(tx.as_mut(), cx, case, PurgeRule::KeyLost, Look::unopenable(version)).await?;
    tx.commit().await
}

/// Ends an address again that a restored database has again, with copies of it as far as it can still be read.
/// Returns what became of them; `None` if the address is another one by now.
pub(crate) async fn end_again(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    cx: &Ctx,
    record: PurgeRecord,
) -> Result<Option<Copies>> {
    let repair = record.repair;
    let look = match look_for_copies(store, keys, cx, repair).await {
        Ok(look) => look,
        // The restored database knows epochs whose keys are destroyed: what the keys that there are do not open,
        // nobody opens.
        Err(error @ Error::KeysUnavailable { .. }) => {
            if keys.keys().await?.is_empty() {
                return Err(error);
            }
            Look::unopenable(record.address_version)
        }
        Err(error) => return Err(error),
    };
    let mut tx = store.begin().await?;
    let Some(mut case) = tx.repairs().find_visible(Viewer::Staff, repair).await? else { return Ok(None) };
    let swept = look.sweep(tx.as_mut(), cx, &mut case).await?;
    tx.address_links().void(repair, cx.now()).await?;
    let copies = vault::purge_again(tx.as_mut(), record, swept).await?;
    repair::follow_address(tx.as_mut(), cx, case).await?;
    tx.commit().await?;
    Ok(Some(copies))
}

/// What becomes of an address whose wrap a rotation could not open: it ends, and its customer is asked anew. One
/// that the law holds is carried along as it is, so that the old key can go.
pub(crate) async fn give_up(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    cx: &Ctx,
    wrap: &Wrap,
    to: Epoch,
) -> Result<()> {
    let repair = wrap.place.repair;
    let Opened::Unopenable(version) = vault::try_to_open(store, keys, repair).await? else { return Ok(()) };
    let case = store.glance().await?.repairs().find_visible(Viewer::Staff, repair).await?;
    if case.is_none_or(|case| case.must_not_be_held(cx).is_ok()) {
        return end_lost(store, cx, repair, version).await;
    }
    let carried = Wrap { place: WrapPlace { epoch: to, ..wrap.place }, wrapped: wrap.wrapped.clone() };
    let mut tx = store.begin().await?;
    tx.epochs().rewrap(wrap, &carried).await?;
    tx.commit().await
}
