use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, boolean, integer, text, text_null, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

use crate::columns::{index, numbered};

/// Tickets, their labels, messages and history.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        create_ticket(schema).await?;
        let tag = Table::create()
            .table("ticket_tag")
            .col(uuid("ticket_id"))
            .col(text("tag"))
            .primary_key(Index::create().col("ticket_id").col("tag"))
            .foreign_key(&mut part_of_ticket("ticket_tag"))
            .to_owned();
        schema.create_table(tag).await?;
        schema.create_index(index("ticket_tag_by_tag", "ticket_tag", &["tag", "ticket_id"])).await?;

        let message = Table::create()
            .table("message")
            .col(uuid("id").primary_key())
            .col(uuid("ticket_id"))
            .col(text("kind"))
            .col(uuid("author_id"))
            .col(boolean("by_staff"))
            .col(text("format"))
            .col(text("body"))
            .col(timestamp_with_time_zone("created_at"))
            .foreign_key(&mut part_of_ticket("message"))
            .foreign_key(&mut refers_to("message", "author_id", "account"))
            .to_owned();
        schema.create_table(message).await?;
        schema.create_index(index("message_by_ticket", "message", &["ticket_id", "id"])).await?;
        schema.create_index(index("message_by_author", "message", &["author_id"])).await?;

        let event = Table::create()
            .table("ticket_event")
            .col(uuid("id").primary_key())
            .col(uuid("ticket_id"))
            .col(text("kind"))
            .col(boolean("is_public"))
            .col(text_null("from_value"))
            .col(text_null("to_value"))
            .col(uuid_null("actor_id"))
            .col(text("cause"))
            .col(timestamp_with_time_zone("at"))
            .foreign_key(&mut part_of_ticket("ticket_event"))
            .to_owned();
        schema.create_table(event).await?;
        schema.create_index(index("ticket_event_by_ticket", "ticket_event", &["ticket_id", "id"])).await
    }
}

async fn create_ticket(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut ticket = Table::create();
    ticket.table("ticket");
    numbered(&mut ticket, schema)
        .col(uuid("requester_id"))
        .col(text("subject"))
        .col(text("status"))
        .col(timestamp_with_time_zone("status_at"))
        .col(integer("priority"))
        .col(text("kind"))
        .col(uuid_null("assignee_id"))
        .col(text("tags"))
        .col(uuid_null("follow_up_of"))
        .col(timestamp_with_time_zone_null("reminded_at"))
        .col(big_integer("version"))
        .col(big_integer("requester_version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(timestamp_with_time_zone("requester_updated_at"))
        .foreign_key(&mut refers_to("ticket", "requester_id", "account"))
        .foreign_key(&mut refers_to("ticket", "assignee_id", "account"))
        .foreign_key(&mut refers_to("ticket", "follow_up_of", "ticket"));
    schema.create_table(ticket).await?;
    // Every list filters by status first and ends in its cursor's columns. Ids sort by creation.
    let indexes: [(&str, &[&str]); 9] = [
        ("ticket_by_update", &["status", "updated_at", "id"]),
        ("ticket_by_creation", &["status", "id"]),
        ("ticket_by_priority", &["status", "priority", "id"]),
        ("ticket_by_standing", &["status", "status_at"]),
        ("ticket_by_assignee", &["assignee_id", "status", "updated_at", "id"]),
        ("ticket_by_requester", &["requester_id", "status", "requester_updated_at", "id"]),
        ("ticket_by_requester_update", &["requester_id", "status", "updated_at", "id"]),
        ("ticket_by_requester_creation", &["requester_id", "status", "id"]),
        ("ticket_by_origin", &["follow_up_of"]),
    ];
    for (name, columns) in indexes {
        schema.create_index(index(name, "ticket", columns)).await?;
    }
    Ok(())
}

fn part_of_ticket(table: &'static str) -> ForeignKeyCreateStatement {
    refers_to(table, "ticket_id", "ticket").on_delete(ForeignKeyAction::Cascade).to_owned()
}

fn refers_to(table: &'static str, column: &'static str, other: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().name(format!("{table}_{column}")).from(table, column).to(other, "id").to_owned()
}
