use sea_orm_migration::{
    prelude::*,
    schema::{text, text_null, timestamp_with_time_zone, uuid, uuid_null},
};

use crate::columns::index;

/// To whom personal data was handed.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let forgets = |column: &'static str, other: &'static str| {
            ForeignKey::create()
                .name(format!("disclosure_{column}"))
                .from("disclosure", column)
                .to(other, "id")
                .on_delete(ForeignKeyAction::SetNull)
                .to_owned()
        };
        let disclosure = Table::create()
            .table("disclosure")
            .col(uuid("id").primary_key())
            .col(uuid_null("account_id"))
            .col(uuid_null("repair_id"))
            .col(uuid_null("shipment_id").unique_key())
            .col(text("kind"))
            .col(text_null("recipient"))
            .col(text("basis"))
            .col(uuid_null("actor_id"))
            .col(timestamp_with_time_zone("at"))
            .foreign_key(&mut forgets("account_id", "account"))
            .foreign_key(&mut forgets("repair_id", "repair_case"))
            .foreign_key(&mut forgets("actor_id", "account"))
            .to_owned();
        schema.create_table(disclosure).await?;
        schema.create_index(index("disclosure_by_account", "disclosure", &["account_id", "id"])).await?;
        schema.create_index(index("disclosure_by_repair", "disclosure", &["repair_id"])).await?;
        schema.create_index(index("disclosure_by_time", "disclosure", &["at", "id"])).await
    }
}
