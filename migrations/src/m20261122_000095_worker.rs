use sea_orm_migration::{
    prelude::*,
    schema::{text, timestamp_with_time_zone, uuid},
};

use crate::columns::index;

/// Who works on jobs, so that a desk without a worker can be noticed.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let worker = Table::create()
            .table("worker")
            .col(uuid("id").primary_key())
            .col(text("version"))
            .col(timestamp_with_time_zone("started_at"))
            .col(timestamp_with_time_zone("seen_at"))
            .to_owned();
        schema.create_table(worker).await?;
        schema.create_index(index("worker_by_sight", "worker", &["seen_at"])).await?;
        schema.create_index(index("job_by_kind", "job", &["kind", "dead_at", "id"])).await
    }
}
