use sea_orm_migration::{
    prelude::*,
    schema::{text, timestamp_with_time_zone_null},
};

use crate::columns::index;

/// What holds a session, and when it was last used.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let add = |column: ColumnDef| Table::alter().table("session").add_column(column).to_owned();
        schema.alter_table(add(text("kind").default("api").to_owned())).await?;
        schema.alter_table(add(timestamp_with_time_zone_null("used_at"))).await?;
        schema.create_index(index("session_of_account", "session", &["account_id", "id"])).await
    }
}
