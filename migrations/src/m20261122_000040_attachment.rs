use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer_null, binary_null, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
        uuid, uuid_null,
    },
};

use crate::columns::index;

/// Files that people send with their messages; their bytes are elsewhere.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let attachment = Table::create()
            .table("attachment")
            .col(uuid("id").primary_key())
            .col(uuid("uploader_id"))
            .col(uuid_null("message_id"))
            .col(text_null("object").unique_key())
            .col(text_null("file_name"))
            .col(text_null("media_type"))
            .col(big_integer_null("size"))
            .col(binary_null("sha256"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("redacted_at"))
            .foreign_key(&mut part_of("uploader_id", "account"))
            .foreign_key(&mut part_of("message_id", "message"))
            .to_owned();
        schema.create_table(attachment).await?;
        let indexes: [(&str, &[&str]); 3] = [
            ("attachment_by_message", &["message_id", "id"]),
            ("attachment_by_uploader", &["uploader_id", "message_id", "id"]),
            ("attachment_by_age", &["message_id", "created_at"]),
        ];
        for (name, columns) in indexes {
            schema.create_index(index(name, "attachment", columns)).await?;
        }
        let redacted = Table::alter()
            .table("message")
            .add_column(timestamp_with_time_zone_null("redacted_at"))
            .to_owned();
        schema.alter_table(redacted).await
    }
}

/// Goes with what it belongs to.
fn part_of(column: &'static str, other: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("attachment_{column}"))
        .from("attachment", column)
        .to(other, "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}
