use sea_orm_migration::{
    prelude::*,
    schema::{text, timestamp_with_time_zone, uuid},
};

use crate::columns::{counted_by_transaction, index};

/// The order in which a ticket's history becomes visible, and who is at which ticket right now.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        counted_by_transaction(schema, "ticket_event", "position").await?;
        schema.create_index(index("ticket_event_by_position", "ticket_event", &["position", "id"])).await?;
        let presence = Table::create()
            .table("presence")
            .col(uuid("ticket_id"))
            .col(uuid("account_id"))
            .col(text("activity"))
            .col(timestamp_with_time_zone("expires_at"))
            .primary_key(Index::create().col("ticket_id").col("account_id"))
            .foreign_key(&mut part_of("ticket_id", "ticket"))
            .foreign_key(&mut part_of("account_id", "account"))
            .to_owned();
        schema.create_table(presence).await?;
        schema.create_index(index("presence_by_end", "presence", &["expires_at"])).await?;
        schema.create_index(index("presence_by_account", "presence", &["account_id"])).await
    }
}

fn part_of(column: &'static str, other: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("presence_{column}"))
        .from("presence", column)
        .to(other, "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}
