//! Facts for the reports.

use std::collections::HashMap;

use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    device::{Serial, SerialKey},
    id::{ProductId, RepairId},
    money::Money,
    repair::{Mover, Outcome, QuoteStatus, State},
    report::{EndedCase, Period, QuoteFact, ReportRepo, StateMove, Unit, UnitCase},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::SelectStatement,
};
use uuid::Uuid;

use crate::{
    conn::Conn,
    entity::{
        device,
        repair_case::{Column, Entity},
        repair_history as history, repair_quote as quotes,
    },
    error::{OrStoreError, inconsistent},
    repair::{self, is_move, no_drill},
};

pub(crate) struct Reports<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl ReportRepo for Reports<'_> {
    async fn ended(&mut self, period: Period, product: Option<ProductId>) -> Result<Vec<EndedCase>> {
        let columns = [
            Column::Id,
            Column::ProductId,
            Column::DeviceId,
            Column::CreatedAt,
            Column::ReceivedAt,
            Column::DispatchedAt,
            Column::DeliveredAt,
            Column::Outcome,
        ];
        let select = Entity::find().select_only().columns(columns).filter(ended_in(period, product));
        let rows: Vec<EndedRow> = select.into_model().all(self.db).await.or_store_error()?;
        let units = self.units(cohort(period, product, Column::DeviceId)).await?;
        rows.into_iter().map(|row| row.into_case(&units)).collect()
    }

    async fn moves(&mut self, period: Period, product: Option<ProductId>) -> Result<Vec<StateMove>> {
        let select = history::Entity::find()
            .select_only()
            .columns([
                history::Column::RepairId,
                history::Column::FromState,
                history::Column::ToState,
                history::Column::DoneBy,
                history::Column::At,
            ])
            .filter(history::Column::RepairId.in_subquery(cohort(period, product, Column::Id)))
            .filter(is_move())
            .order_by_asc(history::Column::RepairId)
            .order_by_asc(history::Column::Seq);
        let rows: Vec<MoveRow> = select.into_model().all(self.db).await.or_store_error()?;
        rows.into_iter().map(MoveRow::into_move).collect()
    }

    async fn quotes(&mut self, period: Period, product: Option<ProductId>) -> Result<Vec<QuoteFact>> {
        let select = quotes::Entity::find()
            .select_only()
            .columns([
                quotes::Column::RepairId,
                quotes::Column::Status,
                quotes::Column::IssuedAt,
                quotes::Column::DecidedAt,
                quotes::Column::Version,
            ])
            .filter(quotes::Column::RepairId.in_subquery(cohort(period, product, Column::Id)))
            .order_by_asc(quotes::Column::RepairId)
            .order_by_asc(quotes::Column::Version);
        let rows: Vec<QuoteRow> = select.into_model().all(self.db).await.or_store_error()?;
        let mut owed = repair::owed_by(self.db, cohort(period, product, Column::Id)).await?;
        let fact = |row: QuoteRow| {
            let owed = owed.remove(&(row.repair_id, row.version));
            row.into_fact(owed)
        };
        rows.into_iter().map(fact).collect()
    }

    async fn cases_of_units(&mut self, period: Period, product: Option<ProductId>) -> Result<Vec<UnitCase>> {
        let holdings = of_same_serial(cohort(period, product, Column::DeviceId));
        let units = self.units(holdings.clone()).await?;
        let select = Entity::find()
            .select_only()
            .columns([
                Column::Id,
                Column::DeviceId,
                Column::ReceivedAt,
                Column::DispatchedAt,
                Column::DeliveredAt,
            ])
            .filter(Column::DeviceId.in_subquery(holdings));
        let rows: Vec<UnitRow> = select.into_model().all(self.db).await.or_store_error()?;
        let case = |row: UnitRow| {
            let (unit, _) = units.get(&row.device_id?)?.clone();
            let left_at = last_departure(row.received_at, row.dispatched_at, row.delivered_at);
            Some(UnitCase { repair: RepairId::from_uuid(row.id), unit, left_at })
        };
        Ok(rows.into_iter().filter_map(case).collect())
    }
}

type Units = HashMap<Uuid, (Unit, Serial)>;

impl Reports<'_> {
    /// Which unit each of these holdings is of.
    async fn units(&self, holdings: SelectStatement) -> Result<Units> {
        let select = device::Entity::find()
            .select_only()
            .columns([
                device::Column::Id,
                device::Column::ProductId,
                device::Column::Serial,
                device::Column::SerialKey,
            ])
            .filter(device::Column::Id.in_subquery(holdings));
        let rows: Vec<HoldingRow> = select.into_model().all(self.db).await.or_store_error()?;
        let unit = |row: HoldingRow| {
            let HoldingRow { id, product_id, serial, serial_key } = row;
            let product = ProductId::from_uuid(product_id);
            (id, (Unit { product, serial: SerialKey::from_stored(serial_key) }, Serial::from_stored(serial)))
        };
        Ok(rows.into_iter().map(unit).collect())
    }
}

/// The cases that a report is about.
fn ended_in(period: Period, product: Option<ProductId>) -> Condition {
    Condition::all()
        .add(Column::EndedAt.gte(period.begin()))
        .add(Column::EndedAt.lt(period.end()))
        .add(no_drill())
        .add_option(product.map(|product| Column::ProductId.eq(product.as_uuid())))
}

/// One column of them.
fn cohort(period: Period, product: Option<ProductId>, column: Column) -> SelectStatement {
    let select = Entity::find().select_only().column(column).filter(ended_in(period, product));
    select.filter(column.is_not_null()).into_query()
}

/// Every holding of a serial number of which one is among these.
fn of_same_serial(holdings: SelectStatement) -> SelectStatement {
    let numbers = device::Entity::find()
        .select_only()
        .column(device::Column::SerialKey)
        .filter(device::Column::Id.in_subquery(holdings))
        .into_query();
    let same = device::Entity::find().select_only().column(device::Column::Id);
    same.filter(device::Column::SerialKey.in_subquery(numbers)).into_query()
}

/// When a device left, with a carrier or in its owner's hands, after it had come the last time.
fn last_departure(
    received: Option<Timestamp>,
    dispatched: Option<Timestamp>,
    delivered: Option<Timestamp>,
) -> Option<Timestamp> {
    let is_after = |left: &Timestamp| received.is_none_or(|received| received <= *left);
    dispatched.filter(is_after).or_else(|| delivered.filter(is_after))
}

#[derive(FromQueryResult)]
struct EndedRow {
    id: Uuid,
    product_id: Uuid,
    device_id: Option<Uuid>,
    created_at: Timestamp,
    received_at: Option<Timestamp>,
    dispatched_at: Option<Timestamp>,
    delivered_at: Option<Timestamp>,
    outcome: Option<String>,
}

impl EndedRow {
    fn into_case(self, units: &Units) -> Result<EndedCase> {
        let unreadable = || inconsistent("repair_case", "outcome", self.id);
        let outcome = self.outcome.as_deref().map(|name| Outcome::from_name(name).ok_or_else(unreadable));
        Ok(EndedCase {
            id: RepairId::from_uuid(self.id),
            product: ProductId::from_uuid(self.product_id),
            unit: self.device_id.and_then(|device| units.get(&device).cloned()),
            created_at: self.created_at,
            received_at: self.received_at,
            left_at: last_departure(self.received_at, self.dispatched_at, self.delivered_at),
            outcome: outcome.transpose()?,
        })
    }
}

#[derive(FromQueryResult)]
struct MoveRow {
    repair_id: Uuid,
    from_state: Option<String>,
    to_state: String,
    done_by: String,
    at: Timestamp,
}

impl MoveRow {
    fn into_move(self) -> Result<StateMove> {
        let state = |name: &str| {
            State::from_name(name).ok_or_else(|| inconsistent("repair_history", "state", self.repair_id))
        };
        Ok(StateMove {
            repair: RepairId::from_uuid(self.repair_id),
            from: self.from_state.as_deref().map(state).transpose()?,
            to: state(&self.to_state)?,
            by: Mover::from_name(&self.done_by)
                .ok_or_else(|| inconsistent("repair_history", "done_by", self.repair_id))?,
            at: self.at,
        })
    }
}

#[derive(FromQueryResult)]
struct QuoteRow {
    repair_id: Uuid,
    status: String,
    issued_at: Timestamp,
    decided_at: Option<Timestamp>,
    version: i32,
}

impl QuoteRow {
    fn into_fact(self, owed: Option<Money>) -> Result<QuoteFact> {
        let Self { repair_id, status, issued_at, decided_at, version: _ } = self;
        let status = QuoteStatus::from_name(&status)
            .ok_or_else(|| inconsistent("repair_quote", "status", repair_id))?;
        Ok(QuoteFact { repair: RepairId::from_uuid(repair_id), status, issued_at, decided_at, owed })
    }
}

#[derive(FromQueryResult)]
struct UnitRow {
    id: Uuid,
    device_id: Option<Uuid>,
    received_at: Option<Timestamp>,
    dispatched_at: Option<Timestamp>,
    delivered_at: Option<Timestamp>,
}

#[derive(FromQueryResult)]
struct HoldingRow {
    id: Uuid,
    product_id: Uuid,
    serial: String,
    serial_key: String,
}
