use sea_orm_migration::{prelude::*, schema::timestamp_with_time_zone_null};

/// When the desk was last restored from a backup.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let restored = timestamp_with_time_zone_null("restored_at");
        schema.alter_table(Table::alter().table("instance").add_column(restored).to_owned()).await
    }
}
