use sea_orm_migration::{prelude::*, schema::uuid_null};

use crate::columns::index;

/// Files that prove the purchase of a device: an upload becomes part of a message or of a device.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let mut device = uuid_null("device_id");
        device.extra(
            "REFERENCES device (id) ON DELETE CASCADE CHECK (device_id IS NULL OR message_id IS NULL)",
        );
        schema.alter_table(Table::alter().table("attachment").add_column(device).to_owned()).await?;
        schema.create_index(index("attachment_by_device", "attachment", &["device_id", "id"])).await?;
        // Few rows are in it: those that wait.
        let mut waiting = index("attachment_waiting", "attachment", &["created_at"]);
        waiting.and_where(Expr::col("message_id").is_null()).and_where(Expr::col("device_id").is_null());
        schema.create_index(waiting).await?;
        schema.drop_index(Index::drop().name("attachment_by_age").table("attachment").to_owned()).await
    }
}
