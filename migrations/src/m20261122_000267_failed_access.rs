use sea_orm_migration::{prelude::*, schema::timestamp_with_time_zone_null};

/// That an address could not be opened of which it was on record that somebody looks at it.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let failed = timestamp_with_time_zone_null("failed_at");
        schema.alter_table(Table::alter().table("address_access").add_column(failed).to_owned()).await
    }
}
