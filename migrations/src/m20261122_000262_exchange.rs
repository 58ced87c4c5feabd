use sea_orm_migration::{
    prelude::*,
    schema::{
        integer, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

use crate::columns::{index, refers_to};

/// Every exchange of a case by itself: the second one takes the place of the first, which stays on record.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let table = "repair_exchange";
        let exchange = Table::create()
            .table(table)
            .col(uuid("repair_id"))
            .col(integer("seq"))
            .col(text_null("old_serial"))
            .col(text("new_serial"))
            .col(uuid_null("decided_by"))
            .col(timestamp_with_time_zone("at"))
            // Once the customer has the unit: since when, and as which device.
            .col(timestamp_with_time_zone_null("swapped_at"))
            .col(uuid_null("unit_id"))
            .primary_key(Index::create().col("repair_id").col("seq"))
            .foreign_key(&mut refers_to(table, "repair_id", "repair_case", ForeignKeyAction::Cascade))
            .foreign_key(&mut refers_to(table, "unit_id", "device", ForeignKeyAction::SetNull))
            .to_owned();
        schema.create_table(exchange).await?;
        schema.create_index(index("repair_exchange_by_unit", table, &["unit_id"])).await?;
        schema.get_connection().execute_unprepared(KNOWN).await.map(drop)
    }
}

/// Of the exchanges until now the case has kept the last one.
const KNOWN: &str = "INSERT INTO repair_exchange (repair_id, seq, new_serial, at, swapped_at) \
     SELECT c.id, 1, c.replacement_serial, c.updated_at, \
     (SELECT MAX(e.at) FROM coverage_entry e WHERE e.repair_id = c.id AND e.kind = 'ended') \
     FROM repair_case c WHERE c.replacement_serial IS NOT NULL";
