use super::{Device, DeviceEventKind, DeviceStatus, Serial, Standing};
use crate::{
    Ctx,
    error::{Error, Result},
    id::{AccountId, DeviceId},
    store::Tx,
};

/// Registers the unit that a customer got for another one, with the purchase of that; the customer's own registration
/// of it, if there is one. The desk has handed it out: it is confirmed, unless someone else claims it.
pub(crate) async fn replace(
    tx: &mut dyn Tx,
    cx: &Ctx,
    old: &Device,
    owner: AccountId,
    serial: &Serial,
) -> Result<Device> {
    // Waits for others who change whose the unit is.
    let product = tx.products().find(old.product).await?.ok_or(Error::NotFound("product"))?;
    let key = product.key(serial);
    let mut live = tx.devices().live(product.id, &key).await?;
    if let Some(at) = live.iter().position(|device| device.owner == Some(owner)) {
        return Ok(live.swap_remove(at));
    }
    let is_anothers = live.iter().any(|device| device.standing == Standing::Owner);
    let device = Device {
        id: DeviceId::new(cx),
        serial: serial.clone(),
        key,
        owner: Some(owner),
        standing: if is_anothers { Standing::Claim } else { Standing::Owner },
        status: if is_anothers { DeviceStatus::ToBeConfirmed } else { DeviceStatus::Confirmed },
        transfer: None,
        transferred_from: None,
        code_tries: (0, None),
        ended_at: None,
        version: 1,
        owner_version: 1,
        created_at: cx.now(),
        updated_at: cx.now(),
        owner_updated_at: cx.now(),
        ..old.clone()
    };
    tx.devices().add(&device).await?;
    tx.device_events().record(vec![DeviceEventKind::Registered.sign(cx, &device)]).await?;
    Ok(device)
}
