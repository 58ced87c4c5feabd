use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
        uuid_null,
    },
};

use crate::columns::index;

/// Orders to do the same to many tickets, and what has become of each.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let by = ForeignKey::create()
            .name("bulk_ordered_by")
            .from("bulk", "ordered_by")
            .to("account", "id")
            .to_owned();
        let bulk = Table::create()
            .table("bulk")
            .col(uuid("id").primary_key())
            .col(uuid("ordered_by"))
            .col(uuid_null("token_id"))
            .col(text("actions"))
            .col(uuid_null("macro_id"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("finished_at"))
            .foreign_key(&mut by.clone())
            .to_owned();
        schema.create_table(bulk).await?;
        for (name, column) in [("bulk_by_age", "created_at"), ("bulk_by_owner", "ordered_by")] {
            schema.create_index(index(name, "bulk", &[column])).await?;
        }
        let part_of = ForeignKey::create()
            .name("bulk_item_bulk_id")
            .from("bulk_item", "bulk_id")
            .to("bulk", "id")
            .on_delete(ForeignKeyAction::Cascade)
            .to_owned();
        // Without a foreign key to the ticket: what is no ticket is refused when it has its turn.
        let item = Table::create()
            .table("bulk_item")
            .col(uuid("bulk_id"))
            .col(big_integer("position"))
            .col(uuid("ticket_id"))
            .col(text("outcome"))
            .col(text_null("code"))
            .col(text_null("detail"))
            .primary_key(Index::create().col("bulk_id").col("position"))
            .foreign_key(&mut part_of.clone())
            .to_owned();
        schema.create_table(item).await?;
        let waiting = ["bulk_id", "outcome", "position"];
        schema.create_index(index("bulk_item_by_outcome", "bulk_item", &waiting)).await
    }
}
