use sea_orm_migration::{
    prelude::*,
    schema::{boolean, timestamp_with_time_zone_null, uuid_null},
};

/// What a repair came to, where a maximum was approved: lines of their own beside those of the quote.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let added = [
            ("repair_quote", uuid_null("final_by")),
            ("repair_quote", timestamp_with_time_zone_null("final_at")),
            ("repair_quote_line", boolean("is_final").default(false).to_owned()),
        ];
        for (table, column) in added {
            schema.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
