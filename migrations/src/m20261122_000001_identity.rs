use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, boolean, integer, text, text_null, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null, var_binary,
    },
};

use crate::columns::{index, numbered};

/// Accounts, single-use codes, sessions, the installation.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let mut account = Table::create();
        account.table("account");
        numbered(&mut account, schema)
            .col(text("role"))
            .col(boolean("is_staff"))
            .col(text("state"))
            .col(text("name"))
            .col(text("email"))
            .col(text("email_key").unique_key())
            .col(text_null("phone"))
            .col(text_null("postcode"))
            .col(text_null("city"))
            .col(text_null("country"))
            .col(text("language"))
            .col(text("time_zone"))
            .col(text("password_hash"))
            .col(big_integer("version"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"));
        schema.create_table(account).await?;
        schema.create_index(index("account_by_number", "account", &["is_staff", "number"])).await?;
        schema.create_index(index("account_by_state", "account", &["state", "created_at"])).await?;

        let code = Table::create()
            .table("code")
            .col(uuid("id").primary_key())
            .col(text("purpose"))
            .col(uuid_null("account_id"))
            .col(big_integer_null("account_version"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(timestamp_with_time_zone_null("used_at"))
            .foreign_key(&mut owned_by_account("code"))
            .to_owned();
        schema.create_table(code).await?;
        schema.create_index(index("code_by_account", "code", &["account_id"])).await?;
        schema.create_index(index("code_by_expiry", "code", &["expires_at"])).await?;

        let session = Table::create()
            .table("session")
            .col(uuid("id").primary_key())
            .col(uuid("account_id"))
            .col(integer("generation"))
            .col(timestamp_with_time_zone("rotated_at"))
            .col(boolean("remembered"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("idle_expires_at"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .foreign_key(&mut owned_by_account("session"))
            .to_owned();
        schema.create_table(session).await?;
        schema.create_index(index("session_by_account", "session", &["account_id"])).await?;
        schema.create_index(index("session_by_expiry", "session", &["idle_expires_at"])).await?;
        schema.create_index(index("session_by_end", "session", &["ended_at"])).await?;

        let idempotency = Table::create()
            .table("idempotency")
            .col(uuid("account_id"))
            .col(var_binary("key_hash", 32))
            .col(var_binary("request_hash", 32))
            .col(uuid("resource_id"))
            .col(timestamp_with_time_zone("created_at"))
            .primary_key(Index::create().col("account_id").col("key_hash"))
            .foreign_key(&mut owned_by_account("idempotency"))
            .to_owned();
        schema.create_table(idempotency).await?;
        schema.create_index(index("idempotency_by_age", "idempotency", &["created_at"])).await?;

        let instance = Table::create()
            .table("instance")
            .col(integer("id").primary_key())
            .col(text("key_check"))
            .to_owned();
        schema.create_table(instance).await
    }
}

fn owned_by_account(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_account"))
        .from(table, "account_id")
        .to("account", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}
