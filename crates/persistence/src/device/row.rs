//! Device rows to and from the domain.

use domain::{
    Result,
    contact::Country,
    device::{Device, DeviceStatus, PurchaseDate, Serial, SerialKey, Standing},
    id::{AccountId, DeviceId, ProductId, TransferId},
};
use sea_orm::ActiveValue::Set;

use crate::{
    entity::device::{ActiveModel, Model},
    error::inconsistent,
};

pub(super) fn to_row(device: &Device) -> ActiveModel {
    let Device {
        id,
        product,
        serial,
        key,
        owner,
        standing,
        status,
        purchased_on,
        seller_country,
        registered_at,
        transfer,
        transferred_from,
        code_tries: (code_tries, code_tries_since),
        ended_at,
        version,
        owner_version,
        created_at,
        updated_at,
        owner_updated_at,
    } = device;
    ActiveModel {
        id: Set(id.as_uuid()),
        product_id: Set(product.as_uuid()),
        serial: Set(serial.as_str().to_owned()),
        serial_key: Set(key.as_str().to_owned()),
        owner_id: Set(owner.map(AccountId::as_uuid)),
        standing: Set(standing.name().to_owned()),
        status: Set(status.name().to_owned()),
        purchased_on: Set(purchased_on.map(PurchaseDate::date)),
        seller_country: Set(seller_country.as_ref().map(|country| country.as_str().to_owned())),
        registered_at: Set(*registered_at),
        transfer_id: Set(transfer.map(|(id, _)| id.as_uuid())),
        transfer_expires_at: Set(transfer.map(|(_, until)| until)),
        transferred_from: Set(transferred_from.map(DeviceId::as_uuid)),
        code_tries: Set(*code_tries),
        code_tries_since: Set(*code_tries_since),
        ended_at: Set(*ended_at),
        version: Set(*version),
        owner_version: Set(*owner_version),
        created_at: Set(*created_at),
        updated_at: Set(*updated_at),
        owner_updated_at: Set(*owner_updated_at),
    }
}

pub(super) fn to_device(row: Model) -> Result<Device> {
    let Model {
        id,
        product_id,
        serial,
        serial_key,
        owner_id,
        standing,
        status,
        purchased_on,
        seller_country,
        registered_at,
        transfer_id,
        transfer_expires_at,
        transferred_from,
        code_tries,
        code_tries_since,
        ended_at,
        version,
        owner_version,
        created_at,
        updated_at,
        owner_updated_at,
    } = row;
    Ok(Device {
        id: DeviceId::from_uuid(id),
        product: ProductId::from_uuid(product_id),
        serial: Serial::from_stored(serial),
        key: SerialKey::from_stored(serial_key),
        owner: owner_id.map(AccountId::from_uuid),
        standing: Standing::from_name(&standing).ok_or_else(|| inconsistent("device", "standing", id))?,
        status: DeviceStatus::from_name(&status).ok_or_else(|| inconsistent("device", "status", id))?,
        purchased_on: purchased_on.map(PurchaseDate::from_stored),
        seller_country: seller_country.map(Country::from_stored),
        registered_at,
        transfer: transfer_id.map(TransferId::from_uuid).zip(transfer_expires_at),
        transferred_from: transferred_from.map(DeviceId::from_uuid),
        code_tries: (code_tries, code_tries_since),
        ended_at,
        version,
        owner_version,
        created_at,
        updated_at,
        owner_updated_at,
    })
}
