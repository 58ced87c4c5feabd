use sea_orm_migration::prelude::*;

use crate::columns::now_keeps;

/// A parcel does not go while it has photos: their bytes would stay, and nobody would know of them.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        now_keeps(schema, "attachment", "parcel_id", "unidentified_parcel").await
    }
}
