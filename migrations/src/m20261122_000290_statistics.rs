use sea_orm_migration::prelude::*;

use crate::columns::forget_statistics;

/// How many rows of an index share a status, on average, is no plan's business: nearly all tickets are closed.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        forget_statistics(schema).await
    }
}
