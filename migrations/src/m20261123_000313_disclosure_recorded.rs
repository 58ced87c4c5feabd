use sea_orm_migration::prelude::*;

use crate::columns::index;

/// An entry of the register is kept from when it was written down, so that its person can read it that long.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        // What the desk puts on record by itself happens then.
        let known = "UPDATE disclosure SET recorded_at = at WHERE recorded_at IS NULL";
        schema.get_connection().execute_unprepared(known).await?;
        schema.drop_index(Index::drop().name("disclosure_by_time").table("disclosure").to_owned()).await?;
        schema.create_index(index("disclosure_by_record", "disclosure", &["recorded_at", "id"])).await
    }
}
