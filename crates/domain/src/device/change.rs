use super::{Device, DeviceEventKind, DeviceStatus, PurchaseDate, Standing, unregister::promote, view};
use crate::{
    Ctx,
    contact::Country,
    coverage,
    error::{Conflict, Error, Result},
    id::DeviceId,
    identity::Permission,
    job::JobRequest,
    mail::MailOrder,
    patch::Patch,
    store::Tx,
};

/// What is to change in a device.
#[derive(Debug, Clone, Default)]
pub struct DeviceChange {
    /// What the desk says of the registration. Needs [`Permission::DeviceManage`].
    pub status: Option<DeviceStatus>,
    /// When it was bought.
    pub purchased_on: Patch<PurchaseDate>,
    /// Where it was bought.
    pub seller_country: Patch<Country>,
}

/// Changes a device, if its version (as the actor counts) is still `expected`. Nothing is written if
/// nothing changes.
pub async fn change(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: DeviceId,
    expected: Option<i64>,
    change: DeviceChange,
) -> Result<Device> {
    let before = view::find_changeable(tx, cx, id, expected).await?;
    if change.status.is_some() {
        cx.actor().require(Permission::DeviceManage)?;
    }
    must_be_somebodys(&before)?;
    let mut after = before.clone();
    change.purchased_on.apply(&mut after.purchased_on);
    change.seller_country.apply(&mut after.seller_country);
    let mut events = Vec::new();
    if let Some(status) = change.status.filter(|status| *status != before.status) {
        after.status = status;
        after.standing = standing_after(tx, &before, status).await?;
        events.push(match status {
            DeviceStatus::ToBeConfirmed => DeviceEventKind::Reopened,
            DeviceStatus::Confirmed => DeviceEventKind::Confirmed,
            DeviceStatus::Refused => DeviceEventKind::Refused,
        });
        if status == DeviceStatus::Refused {
            after.transfer = None;
        }
    }
    if after == before {
        return Ok(before);
    }
    after.count_change(cx.now());
    tx.devices().update(&after, before.version).await?;
    coverage::follow_purchase(tx, cx, Some(&before), &after).await?;
    if before.standing == Standing::Owner && after.standing != Standing::Owner {
        promote(tx, cx, &before).await?;
    }
    if matches!(events[..], [DeviceEventKind::Confirmed | DeviceEventKind::Refused]) {
        let order = MailOrder::RegistrationDecided { device: id };
        tx.jobs().enqueue(JobRequest::send_mail(cx, order)).await?;
    }
    tx.device_events().record(events.into_iter().map(|kind| kind.sign(cx, &after)).collect()).await?;
    Ok(after)
}

/// Who is refused is the owner no more; who is confirmed is the owner, unless someone else is.
async fn standing_after(tx: &mut dyn Tx, before: &Device, status: DeviceStatus) -> Result<Standing> {
    // Waits for others who change whose the unit is.
    tx.products().find(before.product).await?;
    let live = tx.devices().live(before.product, &before.key).await?;
    let is_anothers = live.iter().any(|other| other.id != before.id && other.standing == Standing::Owner);
    match status {
        DeviceStatus::Refused => Ok(Standing::Claim),
        DeviceStatus::Confirmed if is_anothers => Err(Conflict::SerialOwned.into()),
        DeviceStatus::ToBeConfirmed if is_anothers => Ok(Standing::Claim),
        DeviceStatus::Confirmed | DeviceStatus::ToBeConfirmed => Ok(Standing::Owner),
    }
}

/// What is told of a purchase.
#[derive(Debug, Clone)]
pub struct Purchase {
    /// When it was.
    pub purchased_on: PurchaseDate,
    /// Where it was.
    pub seller_country: Option<Country>,
}

/// Registers the purchase of a device, once. It can be corrected later.
pub async fn record_purchase(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: DeviceId,
    expected: Option<i64>,
    purchase: Purchase,
) -> Result<Device> {
    let before = view::find_changeable(tx, cx, id, expected).await?;
    must_be_somebodys(&before)?;
    if before.registered_at.is_some() {
        return Err(Conflict::PurchaseRegistered.into());
    }
    let mut after = before.clone();
    after.purchased_on = Some(purchase.purchased_on);
    after.seller_country = purchase.seller_country;
    after.registered_at = Some(cx.now());
    after.count_change(cx.now());
    tx.devices().update(&after, before.version).await?;
    coverage::follow_purchase(tx, cx, Some(&before), &after).await?;
    tx.device_events().record(vec![DeviceEventKind::PurchaseRecorded.sign(cx, &after)]).await?;
    Ok(after)
}

/// What was handed over or given up does not change any more.
pub(super) fn must_be_somebodys(device: &Device) -> Result<()> {
    if device.owner.is_some() { Ok(()) } else { Err(Error::Conflict(Conflict::DeviceEnded)) }
}
