use sea_orm_migration::prelude::*;

/// Which units took part in exchanges of before there was a row for each of them.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let db = schema.get_connection();
        db.execute_unprepared(UNITS).await?;
        db.execute_unprepared(SERIALS).await.map(drop)
    }
}

/// What the customer has by an exchange that is settled.
const UNITS: &str = "UPDATE repair_exchange SET unit_id = (\
     SELECT d.id FROM device d JOIN repair_case c ON c.requester_id = d.owner_id AND c.product_id = d.product_id \
     WHERE c.id = repair_exchange.repair_id \
     AND (d.serial = repair_exchange.new_serial OR d.serial_key = repair_exchange.new_serial) LIMIT 1) \
     WHERE unit_id IS NULL AND swapped_at IS NOT NULL";

/// The first exchange of a case is that of the device it is about.
const SERIALS: &str = "UPDATE repair_exchange SET old_serial = (\
     SELECT d.serial FROM device d JOIN repair_case c ON c.device_id = d.id \
     WHERE c.id = repair_exchange.repair_id) \
     WHERE old_serial IS NULL AND seq = 1";
