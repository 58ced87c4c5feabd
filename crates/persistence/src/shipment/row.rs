//! Rows of parcels and of what carriers tell of them, to and from the domain.

use domain::{
    Result,
    id::{AccountId, RepairId, ShipmentId},
    money::{Currency, Money},
    shipment::{
        Carrier, Direction, EventCode, EventKey, NewShipment, ParcelState, Service, Shipment, TrackingEvent,
        TrackingNumber,
    },
};
use sea_orm::ActiveValue::Set;

use crate::{
    entity::{
        repair_shipment::{ActiveModel, Model},
        repair_shipment_event as event,
    },
    error::inconsistent,
};

pub(super) fn to_row(shipment: &Shipment) -> ActiveModel {
    let Shipment {
        id,
        repair,
        seq,
        direction,
        told,
        state,
        state_at,
        created_by,
        at,
        left_at,
        cancelled_at,
        version,
    } = shipment;
    let NewShipment { carrier, service, tracking_number, is_abroad, insured } = told;
    ActiveModel {
        repair_id: Set(repair.as_uuid()),
        seq: Set(*seq),
        id: Set(id.as_uuid()),
        direction: Set(direction.name().to_owned()),
        carrier: Set(carrier.as_ref().map(|name| name.as_str().to_owned())),
        service: Set(service.as_ref().map(|name| name.as_str().to_owned())),
        tracking_number: Set(tracking_number.as_ref().map(|number| number.as_str().to_owned())),
        is_abroad: Set(*is_abroad),
        insured_minor: Set(insured.map(|money| money.amount_minor)),
        insured_currency: Set(insured.map(|money| money.currency.as_str().to_owned())),
        state: Set(state.name().to_owned()),
        state_at: Set(*state_at),
        created_by: Set(created_by.map(AccountId::as_uuid)),
        at: Set(*at),
        left_at: Set(*left_at),
        cancelled_at: Set(*cancelled_at),
        version: Set(*version),
    }
}

pub(super) fn to_shipment(row: Model) -> Result<Shipment> {
    let id = row.id;
    let wrong = |column| inconsistent("repair_shipment", column, id);
    let insured = match row.insured_minor.zip(row.insured_currency) {
        None => None,
        Some((amount_minor, currency)) => {
            let currency = Currency::parse(&currency).map_err(|_| wrong("insured_currency"))?;
            Some(Money { amount_minor, currency })
        }
    };
    Ok(Shipment {
        id: ShipmentId::from_uuid(id),
        repair: RepairId::from_uuid(row.repair_id),
        seq: row.seq,
        direction: Direction::from_name(&row.direction).ok_or_else(|| wrong("direction"))?,
        told: NewShipment {
            carrier: row.carrier.map(Carrier::from_stored),
            service: row.service.map(Service::from_stored),
            tracking_number: row.tracking_number.map(TrackingNumber::from_stored),
            is_abroad: row.is_abroad,
            insured,
        },
        state: ParcelState::from_name(&row.state).ok_or_else(|| wrong("state"))?,
        state_at: row.state_at,
        created_by: row.created_by.map(AccountId::from_uuid),
        at: row.at,
        left_at: row.left_at,
        cancelled_at: row.cancelled_at,
        version: row.version,
    })
}

pub(super) fn to_event_row(shipment: &Shipment, told: &TrackingEvent) -> event::ActiveModel {
    let TrackingEvent { key, state, code, at, reported_by, received_at } = told;
    event::ActiveModel {
        repair_id: Set(shipment.repair.as_uuid()),
        shipment_id: Set(shipment.id.as_uuid()),
        event_key: Set(key.as_str().to_owned()),
        state: Set(state.map(|state| state.name().to_owned())),
        code: Set(code.as_ref().map(|code| code.as_str().to_owned())),
        at: Set(*at),
        reported_by: Set(reported_by.map(AccountId::as_uuid)),
        received_at: Set(*received_at),
    }
}

pub(super) fn to_event(row: event::Model) -> Result<TrackingEvent> {
    let event::Model { repair_id: _, shipment_id, event_key, state, code, at, reported_by, received_at } =
        row;
    let wrong = || inconsistent("repair_shipment_event", "state", shipment_id);
    let state = state.map(|name| ParcelState::from_name(&name).ok_or_else(wrong));
    Ok(TrackingEvent {
        key: EventKey::from_stored(event_key),
        state: state.transpose()?,
        code: code.map(EventCode::from_stored),
        at,
        reported_by: reported_by.map(AccountId::from_uuid),
        received_at,
    })
}
