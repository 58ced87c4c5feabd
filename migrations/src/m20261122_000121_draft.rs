use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, text, text_null, timestamp_with_time_zone, uuid},
};

use crate::columns::index;

/// What people have begun to write, one of each person at a ticket.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let draft = Table::create()
            .table("draft")
            .col(uuid("id").primary_key())
            .col(uuid("ticket_id"))
            .col(uuid("account_id"))
            .col(text("kind"))
            .col(text("format"))
            .col(text("body"))
            .col(text_null("set_status"))
            .col(text("mentions"))
            .col(big_integer("base_version"))
            .col(big_integer("version"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .foreign_key(&mut part_of("draft", "ticket_id", "ticket"))
            .foreign_key(&mut part_of("draft", "account_id", "account"))
            .to_owned();
        schema.create_table(draft).await?;
        let mut one_of_each = index("draft_by_ticket", "draft", &["ticket_id", "account_id"]);
        schema.create_index(one_of_each.unique().to_owned()).await?;
        schema.create_index(index("draft_by_account", "draft", &["account_id", "id"])).await?;
        schema.create_index(index("draft_by_age", "draft", &["updated_at"])).await?;

        let file = Table::create()
            .table("draft_attachment")
            .col(uuid("draft_id"))
            .col(uuid("attachment_id"))
            .primary_key(Index::create().col("draft_id").col("attachment_id"))
            .foreign_key(&mut part_of("draft_attachment", "draft_id", "draft"))
            .foreign_key(&mut part_of("draft_attachment", "attachment_id", "attachment"))
            .to_owned();
        schema.create_table(file).await?;
        schema
            .create_index(index("draft_attachment_by_attachment", "draft_attachment", &["attachment_id"]))
            .await
    }
}

/// Goes with what it belongs to.
fn part_of(table: &'static str, column: &'static str, other: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_{column}"))
        .from(table, column)
        .to(other, "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}
