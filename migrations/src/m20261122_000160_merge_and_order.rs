use sea_orm_migration::{
    prelude::*,
    schema::{timestamp_with_time_zone_null, uuid_null},
};

/// What a merge must remember to be undone, and by which session an order was given.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let wake_at = timestamp_with_time_zone_null("source_wake_at");
        schema.alter_table(Table::alter().table("ticket_merge").add_column(wake_at).to_owned()).await?;
        let session = uuid_null("session_id");
        schema.alter_table(Table::alter().table("bulk").add_column(session).to_owned()).await
    }
}
