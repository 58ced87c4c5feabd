use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, text, timestamp_with_time_zone, uuid, uuid_null},
};

use crate::columns::index;

/// Views of the queue that people have made.
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
                .name(format!("view_{column}"))
                .from("view", column)
                .to(other, "id")
                .to_owned()
        };
        let view = Table::create()
            .table("view")
            .col(uuid("id").primary_key())
            .col(uuid("owner_id"))
            .col(text("name"))
            .col(text("shared_with"))
            .col(uuid_null("team_id"))
            .col(text("filter"))
            .col(text("sort"))
            .col(big_integer("version"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .foreign_key(&mut refers_to("owner_id", "account"))
            .foreign_key(&mut refers_to("team_id", "team"))
            .to_owned();
        schema.create_table(view).await?;
        for (name, columns) in [
            ("view_by_owner", ["owner_id", "id"].as_slice()),
            ("view_by_sharing", &["shared_with", "team_id", "id"]),
        ] {
            schema.create_index(index(name, "view", columns)).await?;
        }
        Ok(())
    }
}
