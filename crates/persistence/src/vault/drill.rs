use async_trait::async_trait;
use domain::{Result, clock::Timestamp, id::RepairId, vault::DrillRepo};
use sea_orm::{ConnectionTrait, Value};

use crate::{conn::Conn, dialect::statement, error::OrStoreError};

/// What tells cases of drills from people's: an article number that nobody gives.
const ADD_PRODUCT: &str = "INSERT INTO product (id, sku, sku_key, name, folds_lookalikes, is_offered, version, \
    created_at, updated_at) VALUES ($1, $2, $2, 'Privacy drill', false, false, 1, $3, $3)";
const ADD_CASE: &str = "INSERT INTO repair_case (id, rma_number, product_id, state, state_at, battery, \
    return_method, is_prepaid, reminders, version, requester_version, created_at, updated_at, \
    requester_updated_at) VALUES ($1, $2, $1, 'received', $3, 'none', 'parcel', false, 0, 1, 1, $3, $3, $3)";
const CLOSE: &str = "UPDATE repair_case SET state = 'closed', outcome = 'repaired', ended_at = $2, state_at = $2 \
    WHERE id = $1";
const ALL: &str = "SELECT c.id FROM repair_case c JOIN product p ON p.id = c.product_id \
    WHERE p.id = c.id AND p.sku LIKE 'privacy-drill-%' AND c.created_at <= $1";
const REMOVE_CASE: &str = "DELETE FROM repair_case WHERE id = $1";
const REMOVE_PRODUCT: &str = "DELETE FROM product WHERE id = $1";

pub(crate) struct Drills<'t> {
    pub(crate) db: &'t Conn,
}

impl Drills<'_> {
    async fn execute<const N: usize>(&self, sql: &str, values: [Value; N]) -> Result<()> {
        self.db.execute_raw(statement(self.db, sql, values)).await.or_store_error()?;
        Ok(())
    }
}

#[async_trait]
impl DrillRepo for Drills<'_> {
    async fn add(&mut self, id: RepairId, now: Timestamp) -> Result<()> {
        let (id, name) = (id.as_uuid(), format!("privacy-drill-{id}"));
        self.execute(ADD_PRODUCT, [id.into(), name.clone().into(), now.into()]).await?;
        self.execute(ADD_CASE, [id.into(), name.into(), now.into()]).await
    }

    async fn close(&mut self, id: RepairId, now: Timestamp) -> Result<()> {
        self.execute(CLOSE, [id.as_uuid().into(), now.into()]).await
    }

    async fn all(&mut self, until: Timestamp) -> Result<Vec<RepairId>> {
        let rows = self.db.query_all_raw(statement(self.db, ALL, [until.into()])).await.or_store_error()?;
        rows.iter().map(|row| row.try_get_by_index(0).map(RepairId::from_uuid).or_store_error()).collect()
    }

    async fn remove(&mut self, id: RepairId) -> Result<()> {
        self.execute(REMOVE_CASE, [id.as_uuid().into()]).await?;
        self.execute(REMOVE_PRODUCT, [id.as_uuid().into()]).await
    }
}
