use sea_orm_migration::{
    prelude::*,
    schema::{timestamp_with_time_zone_null, uuid_null},
};

use crate::columns::index;

/// When tickets were deleted and by whom, and which older ticket a new one may repeat.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            timestamp_with_time_zone_null("deleted_at"),
            uuid_null("deleted_by"),
            uuid_null("possible_duplicate_of"),
        ];
        for column in columns {
            schema.alter_table(Table::alter().table("ticket").add_column(column).to_owned()).await?;
        }
        // Few rows are in it: those that are deleted.
        let mut deleted = index("ticket_by_deletion", "ticket", &["deleted_at", "id"]);
        deleted.and_where(Expr::col("deleted_at").is_not_null());
        schema.create_index(deleted).await
    }
}
