use sea_orm_migration::{
    prelude::*,
    schema::{text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, var_binary},
};

use crate::columns::index;

/// Programs' keys to accounts, and when a person last proved who they are.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let api_token = Table::create()
            .table("api_token")
            .col(uuid("id").primary_key())
            .col(uuid("account_id"))
            .col(text("name"))
            .col(var_binary("token_hash", 32).unique_key())
            .col(text("scopes"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(timestamp_with_time_zone_null("last_used_at"))
            .foreign_key(
                ForeignKey::create()
                    .name("api_token_account")
                    .from("api_token", "account_id")
                    .to("account", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        schema.create_table(api_token).await?;
        schema.create_index(index("api_token_by_account", "api_token", &["account_id", "id"])).await?;
        schema.create_index(index("api_token_by_expiry", "api_token", &["expires_at"])).await?;

        let step_up = Table::create()
            .table("step_up")
            .col(uuid("session_id").primary_key())
            .col(timestamp_with_time_zone("at"))
            .foreign_key(
                ForeignKey::create()
                    .name("step_up_session")
                    .from("step_up", "session_id")
                    .to("session", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        schema.create_table(step_up).await
    }
}
