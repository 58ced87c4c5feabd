use sea_orm_migration::{
    prelude::*,
    schema::{text, timestamp_with_time_zone, uuid},
};

use crate::columns::index;

/// Who is at which ticket right now.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let presence = Table::create()
            .table("ticket_presence")
            .col(uuid("ticket_id"))
            .col(uuid("account_id"))
            .col(text("activity"))
            .col(timestamp_with_time_zone("seen_at"))
            .col(timestamp_with_time_zone("expires_at"))
            .primary_key(Index::create().col("ticket_id").col("account_id"))
            .foreign_key(&mut part_of("ticket_id", "ticket"))
            .foreign_key(&mut part_of("account_id", "account"))
            .to_owned();
        schema.create_table(presence).await?;
        schema.create_index(index("ticket_presence_by_end", "ticket_presence", &["expires_at"])).await?;
        schema.create_index(index("ticket_presence_by_account", "ticket_presence", &["account_id"])).await
    }
}

fn part_of(column: &'static str, other: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("ticket_presence_{column}"))
        .from("ticket_presence", column)
        .to(other, "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}
