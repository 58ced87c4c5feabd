use sea_orm_migration::{
    prelude::*,
    schema::{text, text_null, timestamp_with_time_zone, uuid, uuid_null},
};

use crate::columns::index;

/// Who did what: administrative and security acts.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        // No foreign keys: what was done stays on record when the account or the thing goes.
        let audit = Table::create()
            .table("audit_entry")
            .col(uuid("id").primary_key())
            .col(text("act"))
            .col(uuid_null("actor_id"))
            .col(text("credential"))
            .col(text_null("target_kind"))
            .col(text_null("target_id"))
            .col(timestamp_with_time_zone("at"))
            .to_owned();
        schema.create_table(audit).await?;
        schema.create_index(index("audit_entry_by_actor", "audit_entry", &["actor_id", "id"])).await?;
        schema.create_index(index("audit_entry_by_act", "audit_entry", &["act", "id"])).await?;
        schema.create_index(index("audit_entry_by_target", "audit_entry", &["target_id", "id"])).await?;
        schema.create_index(index("audit_entry_by_age", "audit_entry", &["at"])).await
    }
}
