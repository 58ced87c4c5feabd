use sea_orm_migration::{prelude::*, schema::text};

/// In which versions each member of a ticket changed last, so that a change that comes too late can be told what it
/// missed. Not known of changes before.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let versions = text("member_versions").default("").take();
        schema.alter_table(Table::alter().table("ticket").add_column(versions).to_owned()).await
    }
}
