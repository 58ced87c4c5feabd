//! Handing a device over, from both sides: who gives offers it and gets a code; who takes registers the
//! serial number as everybody does, and tells the code. Each acts on their own device only.

use chrono::Duration;

use super::{
    Device, DeviceEventKind, DeviceStatus, Standing, change::must_be_somebodys, proof::destroy_proofs,
    unregister::promote, view,
};
use crate::{
    Ctx,
    clock::Timestamp,
    coverage,
    error::{Conflict, Result},
    id::{DeviceId, TransferId},
    keys::Keys,
    store::Tx,
};

/// How long a hand-over is offered.
pub const TRANSFER_LIFETIME: Duration = Duration::days(14);
/// How many wrong codes a device takes in [`TRY_WINDOW`].
const TRIES: i32 = 10;
const TRY_WINDOW: Duration = Duration::hours(1);

/// A hand-over that is offered. Its code is made from its id and stored nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transfer {
    /// Stable id.
    pub id: TransferId,
    /// Of which device.
    pub device: DeviceId,
    /// Until when.
    pub expires_at: Timestamp,
}

/// What became of an attempt to take a device over. A wrong code is to be counted, in a
/// transaction of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acceptance {
    /// It is the taker's.
    Accepted(Box<Device>),
    /// There is no such offer for this serial number: a wrong, used or expired code.
    WrongCode,
    /// Too many wrong codes; try again after this time.
    TooManyTries(Duration),
}

/// Offers a device; an earlier offer is void.
pub async fn offer(tx: &mut dyn Tx, cx: &Ctx, device: DeviceId, id: TransferId) -> Result<Transfer> {
    let before = view::find_changeable(tx, cx, device, None).await?;
    must_be_somebodys(&before)?;
    if before.status == DeviceStatus::Refused {
        return Err(Conflict::DeviceRefused.into());
    }
    must_be_free(tx, device).await?;
    let transfer = Transfer { id, device, expires_at: cx.now() + TRANSFER_LIFETIME };
    let mut after = before.clone();
    after.transfer = Some((id, transfer.expires_at));
    after.count_change(cx.now());
    tx.devices().update(&after, before.version).await?;
    tx.device_events().record(vec![DeviceEventKind::TransferOffered.sign(cx, &after)]).await?;
    Ok(transfer)
}

/// Takes the offer back; harmless when there is none.
pub async fn withdraw(tx: &mut dyn Tx, cx: &Ctx, device: DeviceId, expected: Option<i64>) -> Result<()> {
    let before = view::find_changeable(tx, cx, device, expected).await?;
    if before.transfer.is_none() {
        return Ok(());
    }
    let mut after = before.clone();
    after.transfer = None;
    after.count_change(cx.now());
    tx.devices().update(&after, before.version).await?;
    tx.device_events().record(vec![DeviceEventKind::TransferWithdrawn.sign(cx, &after)]).await
}

/// Takes a device over: `mine` is the taker's own registration of the same serial number.
pub async fn accept(
    tx: &mut dyn Tx,
    cx: &Ctx,
    keys: &Keys,
    mine: DeviceId,
    code: &str,
) -> Result<Acceptance> {
    let before = view::find_changeable(tx, cx, mine, None).await?;
    must_be_somebodys(&before)?;
    if before.status == DeviceStatus::Refused {
        return Err(Conflict::DeviceRefused.into());
    }
    if let Some(wait) = wait_after_tries(&before, cx.now()) {
        return Ok(Acceptance::TooManyTries(wait));
    }
    // Waits for others who change whose the unit is.
    tx.products().find(before.product).await?;
    let live = tx.devices().live(before.product, &before.key).await?;
    let is_offer = |device: &&Device| {
        let open = device.transfer.filter(|(_, until)| device.id != mine && *until > cx.now());
        open.is_some_and(|(id, _)| keys.is_transfer_code(id.as_uuid(), code))
    };
    // As it is once nobody else changes it.
    let giver = match live.iter().find(is_offer) {
        Some(giver) => tx.devices().find_visible(view::Viewer::Staff, giver.id).await?,
        None => None,
    };
    let Some(giver) = giver.filter(|giver| is_offer(&giver)) else { return Ok(Acceptance::WrongCode) };
    must_be_free(tx, giver.id).await?;
    hand_over(tx, cx, &giver, before).await.map(|device| Acceptance::Accepted(Box::new(device)))
}

/// A device that is being repaired stays whose it is until it is back: the repair is its owner's.
async fn must_be_free(tx: &mut dyn Tx, device: DeviceId) -> Result<()> {
    if tx.repairs().is_in_open_case(device).await? { Err(Conflict::DeviceInRepair.into()) } else { Ok(()) }
}

/// The giver's facts and proofs are the giver's: they go. What the desk has confirmed stays confirmed.
async fn hand_over(tx: &mut dyn Tx, cx: &Ctx, giver: &Device, taker: Device) -> Result<Device> {
    let away = DeviceEventKind::TransferredAway.sign(cx, giver);
    let mut ended = giver.clone();
    ended.end(cx.now());
    tx.devices().put_facts(giver.id, None).await?;
    destroy_proofs(tx, cx, giver).await?;
    tx.devices().update(&ended, giver.version).await?;
    let mut received = taker.clone();
    received.transferred_from = Some(giver.id);
    received.code_tries = (0, None);
    if giver.standing == Standing::Owner {
        received.standing = Standing::Owner;
    }
    if giver.status == DeviceStatus::Confirmed {
        received.status = DeviceStatus::Confirmed;
    }
    received.count_change(cx.now());
    tx.devices().update(&received, taker.version).await?;
    coverage::follow_hand_over(tx, cx, giver, &received).await?;
    let event = DeviceEventKind::TransferredIn.sign(cx, &received);
    tx.device_events().record(vec![away, event]).await?;
    if giver.standing == Standing::Owner {
        return Ok(received);
    }
    // Two claims may agree while nobody owns the unit.
    promote(tx, cx, giver).await?;
    Ok(received)
}

fn wait_after_tries(device: &Device, now: Timestamp) -> Option<Duration> {
    let (tries, since) = device.code_tries;
    let over = since? + TRY_WINDOW;
    (tries >= TRIES && now < over).then(|| over - now)
}

/// Counts a wrong code that was tried on the taker's registration. No change that anybody sees: the
/// version stays.
pub async fn count_wrong_code(tx: &mut dyn Tx, cx: &Ctx, mine: DeviceId) -> Result<()> {
    let before = view::find_changeable(tx, cx, mine, None).await?;
    let (tries, since) = before.code_tries;
    let since = since.filter(|since| cx.now() < *since + TRY_WINDOW);
    let mut after = before.clone();
    after.code_tries = match since {
        Some(since) => (tries + 1, Some(since)),
        None => (1, Some(cx.now())),
    };
    tx.devices().update(&after, before.version).await
}
