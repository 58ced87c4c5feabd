use sea_orm_migration::{
    prelude::*,
    schema::{text_null, timestamp_with_time_zone_null, uuid_null},
};

use crate::columns::index;

/// How the desk was told what a customer decided on a quote. Decisions from before have only the note in the history.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let mut message = uuid_null("proof_message_id");
        message.extra("REFERENCES message (id) ON DELETE SET NULL");
        let added = [
            text_null("proof_channel"),
            text_null("proof_said_by"),
            timestamp_with_time_zone_null("proof_said_at"),
            message,
        ];
        for column in added {
            schema.alter_table(Table::alter().table("repair_quote").add_column(column).to_owned()).await?;
        }
        let mut by_message = index("repair_quote_by_message", "repair_quote", &["proof_message_id"]);
        by_message.and_where(Expr::col("proof_message_id").is_not_null());
        schema.create_index(by_message).await
    }
}
