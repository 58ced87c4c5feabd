use sea_orm_migration::{
    prelude::*,
    schema::{big_integer_null, timestamp_with_time_zone_null},
};

/// When the vault was last proven, and how much was wrong with it.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for added in [timestamp_with_time_zone_null("vault_proven_at"), big_integer_null("vault_wrong")] {
            schema.alter_table(Table::alter().table("instance").add_column(added).to_owned()).await?;
        }
        Ok(())
    }
}
