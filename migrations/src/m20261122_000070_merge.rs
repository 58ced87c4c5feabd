use sea_orm_migration::{
    prelude::*,
    schema::{text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null},
};

use crate::columns::index;

/// Merges that can be undone, messages that know where they were written, links between tickets.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let add = |table: &'static str, column: ColumnDef| {
            Table::alter().table(table).add_column(column).to_owned()
        };
        schema.alter_table(add("ticket", uuid_null("merged_into"))).await?;
        schema.alter_table(add("message", uuid_null("origin_ticket_id"))).await?;
        create_merge(schema).await?;
        create_link(schema).await
    }
}

async fn create_merge(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let merge = Table::create()
        .table("ticket_merge")
        .col(uuid("id").primary_key())
        .col(uuid("target_id"))
        .col(uuid("source_id"))
        .col(text("source_status"))
        .col(uuid_null("merged_by"))
        .col(timestamp_with_time_zone("merged_at"))
        .col(uuid_null("undone_by"))
        .col(timestamp_with_time_zone_null("undone_at"))
        .foreign_key(&mut goes_with("ticket_merge", "target_id", "ticket"))
        .foreign_key(&mut goes_with("ticket_merge", "source_id", "ticket"))
        .to_owned();
    schema.create_table(merge).await?;
    schema.create_index(index("ticket_merge_by_target", "ticket_merge", &["target_id", "id"])).await?;
    schema.create_index(index("ticket_merge_by_source", "ticket_merge", &["source_id", "id"])).await?;
    for (table, column, other, by_other) in [
        ("merged_message", "message_id", "message", "merged_message_by_message"),
        ("merged_participant", "account_id", "account", "merged_participant_by_account"),
    ] {
        let carried = Table::create()
            .table(table)
            .col(uuid("merge_id"))
            .col(uuid(column))
            .primary_key(Index::create().col("merge_id").col(column))
            .foreign_key(&mut goes_with(table, "merge_id", "ticket_merge"))
            .foreign_key(&mut goes_with(table, column, other))
            .to_owned();
        schema.create_table(carried).await?;
        schema.create_index(index(by_other, table, &[column])).await?;
    }
    Ok(())
}

async fn create_link(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let link = Table::create()
        .table("ticket_link")
        .col(uuid("id").primary_key())
        .col(uuid("from_id"))
        .col(uuid("to_id"))
        .col(text("kind"))
        .col(uuid_null("linked_by"))
        .col(timestamp_with_time_zone("linked_at"))
        .foreign_key(&mut goes_with("ticket_link", "from_id", "ticket"))
        .foreign_key(&mut goes_with("ticket_link", "to_id", "ticket"))
        .to_owned();
    schema.create_table(link).await?;
    let mut once = index("ticket_link_once", "ticket_link", &["from_id", "to_id", "kind"]);
    schema.create_index(once.unique().to_owned()).await?;
    schema.create_index(index("ticket_link_by_other", "ticket_link", &["to_id"])).await
}

fn goes_with(table: &'static str, column: &'static str, other: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_{column}"))
        .from(table, column)
        .to(other, "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}
