use sea_orm_migration::{
    prelude::*,
    schema::{text_null, timestamp_with_time_zone_null},
};

/// Since when a device waits to be fetched, and with which outcome a parcel left that was lost.
#[derive(DeriveMigrationName)]
pub struct Migration;

const WAITING_NOW: &str = "UPDATE repair_case SET fetched_since = state_at WHERE state = 'ready_to_ship' AND return_method <> 'parcel'";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for added in [timestamp_with_time_zone_null("fetched_since"), text_null("outcome_before_loss")] {
            schema.alter_table(Table::alter().table("repair_case").add_column(added).to_owned()).await?;
        }
        schema.get_connection().execute_unprepared(WAITING_NOW).await.map(drop)
    }
}
