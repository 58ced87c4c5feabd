use async_trait::async_trait;

use super::Period;
use crate::{
    clock::Timestamp,
    device::{Serial, SerialKey},
    error::Result,
    id::{ProductId, RepairId},
    money::Money,
    repair::{Mover, Outcome, QuoteStatus, State},
};

/// A device as a thing, whoever owned it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Unit {
    /// Which model.
    pub product: ProductId,
    /// Its serial number, as numbers are compared.
    pub serial: SerialKey,
}

/// A repair case that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedCase {
    /// The case.
    pub id: RepairId,
    /// Which model.
    pub product: ProductId,
    /// Which unit, if that is still known, and its number as it is written.
    pub unit: Option<(Unit, Serial)>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When the device came.
    pub received_at: Option<Timestamp>,
    /// When the device left: with a carrier, or in its owner's hands.
    pub left_at: Option<Timestamp>,
    /// How it ended.
    pub outcome: Option<Outcome>,
}

/// A case went from one state to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateMove {
    /// The case.
    pub repair: RepairId,
    /// From where; `None` for the first.
    pub from: Option<State>,
    /// To where.
    pub to: State,
    /// Who moved it.
    pub by: Mover,
    /// When.
    pub at: Timestamp,
}

/// What became of a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteFact {
    /// Of which case.
    pub repair: RepairId,
    /// What became of it.
    pub status: QuoteStatus,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it was decided on.
    pub decided_at: Option<Timestamp>,
    /// What the customer owes by it, if that is known: of a maximum, what the repair came to.
    pub owed: Option<Money>,
}

/// Any case of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitCase {
    /// The case.
    pub repair: RepairId,
    /// The unit.
    pub unit: Unit,
    /// When the device left, if it did.
    pub left_at: Option<Timestamp>,
}

/// Facts for the reports. All are of the cases that ended in a period, of one product or of all.
#[async_trait]
pub trait ReportRepo: Send {
    /// The cases themselves.
    async fn ended(&mut self, period: Period, product: Option<ProductId>) -> Result<Vec<EndedCase>>;
    /// Their moves, case by case, oldest first.
    async fn moves(&mut self, period: Period, product: Option<ProductId>) -> Result<Vec<StateMove>>;
    /// Their quotes, case by case, oldest first.
    async fn quotes(&mut self, period: Period, product: Option<ProductId>) -> Result<Vec<QuoteFact>>;
    /// All cases, whenever they were, of the units that they were about.
    async fn cases_of_units(&mut self, period: Period, product: Option<ProductId>) -> Result<Vec<UnitCase>>;
}
