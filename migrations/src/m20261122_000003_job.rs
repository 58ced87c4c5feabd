use sea_orm_migration::{
    prelude::*,
    schema::{
        integer, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

use crate::columns::index;

/// Background work and its schedule.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let job = Table::create()
            .table("job")
            .col(uuid("id").primary_key())
            .col(text("kind"))
            .col(text("payload"))
            .col(integer("attempts"))
            .col(timestamp_with_time_zone("run_at"))
            .col(uuid_null("lease_holder"))
            .col(timestamp_with_time_zone_null("dead_at"))
            .col(text_null("reason"))
            .to_owned();
        schema.create_table(job).await?;
        schema.create_index(index("job_due", "job", &["dead_at", "run_at", "id"])).await?;

        let schedule = Table::create()
            .table("schedule")
            .col(text("name").primary_key())
            .col(timestamp_with_time_zone("next_at"))
            .to_owned();
        schema.create_table(schedule).await
    }
}
