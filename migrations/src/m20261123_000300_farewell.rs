use sea_orm_migration::{prelude::*, schema::timestamp_with_time_zone_null};

/// The last letter to who is erased goes out once.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for column in ["told_at", "telling_until"] {
            let added = timestamp_with_time_zone_null(column);
            schema.alter_table(Table::alter().table("privacy_request").add_column(added).to_owned()).await?;
        }
        Ok(())
    }
}
