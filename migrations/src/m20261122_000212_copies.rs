use sea_orm_migration::{
    prelude::*,
    schema::{text_null, timestamp_with_time_zone_null},
};

/// What became of copies of an address when it ended; and until when time leaves a case alone that it could not
/// move.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let copies = Table::alter().table("purge_record").add_column(text_null("copies")).to_owned();
        schema.alter_table(copies).await?;
        let stuck = timestamp_with_time_zone_null("stuck_until");
        schema.alter_table(Table::alter().table("repair_case").add_column(stuck).to_owned()).await
    }
}
