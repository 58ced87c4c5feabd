use super::{Device, DeviceEventKind, DeviceStatus, Standing, proof::destroy_proofs, view};
use crate::{Ctx, coverage, error::Result, id::DeviceId, store::Tx};

/// Gives a device up: owner, facts, purchase, its proofs and the people in its history go. A row without a person
/// stays while a ticket or a later holding refers to it.
pub async fn unregister(tx: &mut dyn Tx, cx: &Ctx, id: DeviceId, expected: Option<i64>) -> Result<()> {
    let before = view::find_changeable(tx, cx, id, expected).await?;
    if before.owner.is_none() && before.standing == Standing::Former {
        return super::change::must_be_somebodys(&before);
    }
    give_up(tx, cx, &before).await
}

/// The desk has a unit back that it had handed out for another one: it is its holder's no longer, unless it is in a
/// repair of its own.
pub(crate) async fn take_back(tx: &mut dyn Tx, cx: &Ctx, unit: &Device) -> Result<()> {
    if tx.repairs().is_in_open_case(unit.id).await? {
        return Ok(());
    }
    give_up(tx, cx, unit).await
}

/// The same of a device whose owner is erased.
pub(crate) async fn end_of_erased(tx: &mut dyn Tx, cx: &Ctx, id: DeviceId) -> Result<()> {
    let found = tx.devices().find_visible(view::Viewer::Staff, id).await?;
    match found {
        Some(device) => give_up(tx, cx, &device).await,
        None => Ok(()),
    }
}

async fn give_up(tx: &mut dyn Tx, cx: &Ctx, before: &Device) -> Result<()> {
    // Waits for others who change whose the unit is.
    tx.products().find(before.product).await?;
    destroy_proofs(tx, cx, before).await?;
    coverage::leave_marks(tx, before).await?;
    if tx.devices().is_referred_to(before.id).await? {
        cut(tx, cx, before).await?;
    } else {
        tx.devices().remove(before.id).await?;
    }
    if before.standing == Standing::Owner { promote(tx, cx, before).await } else { Ok(()) }
}

async fn cut(tx: &mut dyn Tx, cx: &Ctx, before: &Device) -> Result<()> {
    let mut after = before.clone();
    after.purchased_on = None;
    after.seller_country = None;
    after.registered_at = None;
    after.end(cx.now());
    tx.devices().put_facts(before.id, None).await?;
    tx.coverage().forget(before.id).await?;
    tx.devices().update(&after, before.version).await?;
    tx.device_events().record(vec![DeviceEventKind::Unregistered.sign(cx, &after)]).await?;
    tx.device_events().forget_people(before.id).await
}

/// Makes the oldest claim that was not refused the owner's, if nobody owns the unit. Its holder sees
/// nothing of that: the version they know stays.
pub(super) async fn promote(tx: &mut dyn Tx, cx: &Ctx, of: &Device) -> Result<()> {
    let live = tx.devices().live(of.product, &of.key).await?;
    if live.iter().any(|device| device.standing == Standing::Owner) {
        return Ok(());
    }
    let Some(next) = live.iter().find(|device| device.status != DeviceStatus::Refused) else {
        return Ok(());
    };
    // As it is once nobody else changes it.
    let next = tx.devices().find_visible(view::Viewer::Staff, next.id).await?;
    let Some(next) = next.filter(|device| device.standing == Standing::Claim) else { return Ok(()) };
    let mut after = next.clone();
    after.standing = Standing::Owner;
    after.count_hidden_change(cx.now());
    tx.devices().update(&after, next.version).await
}
