use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, text, timestamp_with_time_zone, uuid, uuid_null},
};

use crate::columns::index;

/// Macros, and which of them made something happen.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let refers_to = |column: &'static str, other: &'static str| {
            ForeignKey::create()
                .name(format!("macro_{column}"))
                .from("macro", column)
                .to(other, "id")
                .to_owned()
        };
        let table = Table::create()
            .table("macro")
            .col(uuid("id").primary_key())
            .col(uuid("owner_id"))
            .col(text("name"))
            .col(text("shared_with"))
            .col(uuid_null("team_id"))
            .col(text("actions"))
            .col(big_integer("version"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .foreign_key(&mut refers_to("owner_id", "account"))
            .foreign_key(&mut refers_to("team_id", "team"))
            .to_owned();
        schema.create_table(table).await?;
        for (name, columns) in [
            ("macro_by_owner", ["owner_id", "id"].as_slice()),
            ("macro_by_sharing", &["shared_with", "team_id", "id"]),
        ] {
            schema.create_index(index(name, "macro", columns)).await?;
        }
        // No foreign key: a history outlives the macro that made it.
        let cause = Table::alter().table("ticket_event").add_column(uuid_null("macro_id")).to_owned();
        schema.alter_table(cause).await
    }
}
