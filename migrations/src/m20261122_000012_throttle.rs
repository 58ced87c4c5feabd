use sea_orm_migration::{
    prelude::*,
    schema::{integer, timestamp_with_time_zone, timestamp_with_time_zone_null, var_binary},
};

use crate::columns::index;

/// Counts of attempts.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let throttle = Table::create()
            .table("throttle")
            .col(var_binary("key_hash", 32).primary_key())
            .col(integer("attempts"))
            .col(timestamp_with_time_zone("attempted_at"))
            .col(timestamp_with_time_zone_null("previous_at"))
            .col(timestamp_with_time_zone("expires_at"))
            .to_owned();
        schema.create_table(throttle).await?;
        schema.create_index(index("throttle_by_expiry", "throttle", &["expires_at"])).await
    }
}
