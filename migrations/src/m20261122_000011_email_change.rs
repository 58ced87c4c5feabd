use sea_orm_migration::{
    prelude::*,
    schema::{text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid},
};

use crate::columns::index;

/// Changes of address that wait to be confirmed.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let change = Table::create()
            .table("email_change")
            .col(uuid("account_id").primary_key())
            .col(text("email"))
            .col(uuid("new_code_id"))
            .col(uuid("old_code_id"))
            .col(timestamp_with_time_zone_null("new_confirmed_at"))
            .col(timestamp_with_time_zone_null("old_confirmed_at"))
            .col(timestamp_with_time_zone("expires_at"))
            .foreign_key(
                ForeignKey::create()
                    .name("email_change_account")
                    .from("email_change", "account_id")
                    .to("account", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        schema.create_table(change).await?;
        schema.create_index(index("email_change_by_expiry", "email_change", &["expires_at"])).await
    }
}
