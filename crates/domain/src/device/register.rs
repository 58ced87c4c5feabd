use super::{Device, DeviceEventKind, DeviceStatus, Serial, Standing};
use crate::{
    Ctx,
    error::{Conflict, Error, FieldError, Result, Rule},
    id::{AccountId, DeviceId, ProductId},
    identity::{AccountState, Permission, Role},
    store::Tx,
};

/// What is given to register a device.
#[derive(Debug, Clone)]
pub struct NewDevice {
    /// The id it will have.
    pub id: DeviceId,
    /// Which model.
    pub product: ProductId,
    /// The serial number on its label.
    pub serial: Serial,
    /// Whose it is, if the desk registers it for a customer.
    pub owner: Option<AccountId>,
}

/// Registers a device for the actor, or for a customer by the desk.
///
/// Whether the serial number is free or another's makes no difference that a customer could see: not in
/// the answer, not in the id, not in the number of statements. Who was first is the owner; the desk
/// sees the others as claims.
pub async fn register(tx: &mut dyn Tx, cx: &Ctx, new: NewDevice) -> Result<Device> {
    let owner = owner_of(tx, cx, new.owner).await?;
    let product = tx.products().find(new.product).await?.filter(|product| product.is_offered);
    let Some(product) = product else {
        let rule = Rule::new("unknown_reference", "must be a product that is offered");
        return Err(Error::invalid(FieldError::at("product_id", rule)));
    };
    product.check(&new.serial).map_err(|rule| Error::invalid(FieldError::at("serial", rule)))?;
    let key = product.key(&new.serial);
    let live = tx.devices().live(product.id, &key).await?;
    if live.iter().any(|device| device.owner == Some(owner)) {
        return Err(Conflict::SerialRegistered.into());
    }
    let has_owner = live.iter().any(|device| device.standing == Standing::Owner);
    let device = Device {
        id: new.id,
        product: product.id,
        serial: new.serial,
        key,
        owner: Some(owner),
        standing: if has_owner { Standing::Claim } else { Standing::Owner },
        status: DeviceStatus::ToBeConfirmed,
        purchased_on: None,
        seller_country: None,
        registered_at: None,
        transfer: None,
        transferred_from: None,
        code_tries: (0, None),
        ended_at: None,
        version: 1,
        owner_version: 1,
        created_at: cx.now(),
        updated_at: cx.now(),
        owner_updated_at: cx.now(),
    };
    tx.devices().add(&device).await?;
    tx.device_events().record(vec![DeviceEventKind::Registered.sign(cx, &device)]).await?;
    Ok(device)
}

/// A customer registers for themselves; the desk for an active customer.
async fn owner_of(tx: &mut dyn Tx, cx: &Ctx, named: Option<AccountId>) -> Result<AccountId> {
    if named.is_none() && cx.actor().may(Permission::DeviceRegister) {
        return Ok(cx.actor().principal()?.account);
    }
    cx.actor().require(Permission::DeviceManage)?;
    let account = match named {
        Some(named) => tx.accounts().find(named).await?,
        None => None,
    };
    let fits = account.filter(|a| a.state == AccountState::Active && a.role == Role::Customer);
    fits.map(|account| account.id).ok_or_else(|| {
        let rule = Rule::new("unknown_reference", "must be an active customer");
        Error::invalid(FieldError::at("owner_id", rule))
    })
}
