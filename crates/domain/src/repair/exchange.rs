//! Exchanges of a case: which unit took the place of which. What follows for the customer's devices and what covers
//! them is settled when the case ends.

use async_trait::async_trait;

use super::{Given, Repair};
use crate::{
    Ctx,
    clock::Timestamp,
    device::{self, Serial},
    error::Result,
    id::{AccountId, DeviceId, RepairId},
    store::Tx,
};

/// A unit takes the place of another: immutable, but for when the customer has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// Counts the case's exchanges, from 1. Given by the store; 0 until then.
    pub seq: i32,
    /// The unit that stays here; `None` if its number is not known.
    pub old_serial: Option<Serial>,
    /// The unit that the customer gets.
    pub new_serial: Serial,
    /// Who decided on it. Staff only.
    pub by: Option<AccountId>,
    /// When.
    pub at: Timestamp,
    /// That it is the customer's, since the case ended.
    pub swap: Option<Swap>,
}

/// Since when a unit is the customer's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swap {
    /// As which device; `None` if that is gone.
    pub unit: Option<DeviceId>,
    /// When the case ended.
    pub at: Timestamp,
}

/// Exchanges in the store.
#[async_trait]
pub trait RepairExchangeRepo: Send {
    /// Adds an exchange; its `seq` is given by the store. Who adds holds the case.
    async fn add(&mut self, repair: RepairId, exchange: &Exchange) -> Result<()>;
    /// All of a case, oldest first.
    async fn list(&mut self, repair: RepairId) -> Result<Vec<Exchange>>;
    /// The unit of an exchange is the customer's, as this device.
    async fn swap(&mut self, repair: RepairId, seq: i32, unit: DeviceId, at: Timestamp) -> Result<()>;
}

/// Puts an exchange on record, if the move is one.
pub(super) async fn record(tx: &mut dyn Tx, cx: &Ctx, case: &Repair, given: &Given) -> Result<()> {
    let Some(new_serial) = given.replacement_serial.clone() else { return Ok(()) };
    let exchange = Exchange {
        seq: 0,
        old_serial: serial_here(tx, case).await?,
        new_serial,
        by: cx.actor().account(),
        at: cx.now(),
        swap: None,
    };
    tx.repair_exchanges().add(case.id, &exchange).await
}

/// The number of the unit that the case was about then: what an exchange has taken away since was still here.
pub(super) async fn serial_at(tx: &mut dyn Tx, case: &Repair, at: Timestamp) -> Result<Option<Serial>> {
    let later = match case.replacement_serial {
        Some(_) => tx.repair_exchanges().list(case.id).await?.into_iter().find(|exchange| exchange.at > at),
        None => None,
    };
    match later {
        Some(exchange) => Ok(exchange.old_serial),
        None => serial_here(tx, case).await,
    }
}

/// The number of the unit that the case is about now: the customer's device, or what has taken its place.
pub(super) async fn serial_here(tx: &mut dyn Tx, case: &Repair) -> Result<Option<Serial>> {
    match (&case.replacement_serial, case.device) {
        (Some(replacement), _) => Ok(Some(replacement.clone())),
        (None, Some(device)) => {
            let device = tx.devices().find_visible(device::Viewer::Staff, device).await?;
            Ok(device.map(|device| device.serial))
        }
        (None, None) => Ok(None),
    }
}
