use sea_orm_migration::prelude::*;

use crate::columns::{forget_samples, without_statistics};

/// A view's filter holds a query, which people type: PostgreSQL takes no samples of it.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        without_statistics(schema, "view", &["filter"]).await?;
        forget_samples(schema, "view", &["filter"]).await
    }
}
