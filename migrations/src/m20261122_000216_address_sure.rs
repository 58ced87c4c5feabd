use sea_orm_migration::{prelude::*, schema::timestamp_with_time_zone_null};

/// Until when an address is taken for right without asking: people move while a device is repaired.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let sure = timestamp_with_time_zone_null("sure_until");
        schema.alter_table(Table::alter().table("repair_address").add_column(sure).to_owned()).await
    }
}
