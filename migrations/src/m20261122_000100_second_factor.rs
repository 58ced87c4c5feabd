use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, boolean, integer, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
        var_binary,
    },
};

/// Two-step sign-in, and what roles must do before they may use their rights.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let totp = Table::create()
            .table("totp")
            .col(uuid("account_id").primary_key())
            .col(var_binary("sealed_secret", 64))
            .col(timestamp_with_time_zone("started_at"))
            .col(timestamp_with_time_zone_null("confirmed_at"))
            .col(big_integer("last_step"))
            .foreign_key(&mut owned_by_account("totp"))
            .to_owned();
        schema.create_table(totp).await?;

        let recovery_code = Table::create()
            .table("recovery_code")
            .col(uuid("account_id"))
            .col(var_binary("code_hash", 32))
            .primary_key(Index::create().col("account_id").col("code_hash"))
            .foreign_key(&mut owned_by_account("recovery_code"))
            .to_owned();
        schema.create_table(recovery_code).await?;

        let requirement = Table::create()
            .table("role_requirement")
            .col(text("role").primary_key())
            .col(boolean("totp"))
            .col(boolean("confidentiality"))
            .col(big_integer("version"))
            .to_owned();
        schema.create_table(requirement).await?;

        let acceptance = Table::create()
            .table("confidentiality_acceptance")
            .col(uuid("account_id"))
            .col(integer("notice"))
            .col(timestamp_with_time_zone("accepted_at"))
            .primary_key(Index::create().col("account_id").col("notice"))
            .foreign_key(&mut owned_by_account("confidentiality_acceptance"))
            .to_owned();
        schema.create_table(acceptance).await
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
