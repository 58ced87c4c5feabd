use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null},
};

use crate::columns::index;

/// Orders to rename a label on all tickets, and how far each is.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let by = ForeignKey::create()
            .name("tag_rename_ordered_by")
            .from("tag_rename", "ordered_by")
            .to("account", "id")
            .to_owned();
        let rename = Table::create()
            .table("tag_rename")
            .col(uuid("id").primary_key())
            .col(text("from_tag"))
            .col(text("to_tag"))
            .col(uuid("ordered_by"))
            .col(big_integer("changed"))
            .col(uuid_null("last_ticket_id"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("finished_at"))
            .foreign_key(&mut by.clone())
            .to_owned();
        schema.create_table(rename).await?;
        for (name, column) in [("tag_rename_by_age", "created_at"), ("tag_rename_by_owner", "ordered_by")] {
            schema.create_index(index(name, "tag_rename", &[column])).await?;
        }
        Ok(())
    }
}
