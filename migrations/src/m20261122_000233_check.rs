use sea_orm_migration::{
    prelude::*,
    schema::{boolean, boolean_null, text_null, timestamp_with_time_zone_null, uuid_null},
};

/// Who checks a repair, and what goes back with a device.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let added = [
            ("repair_terms", boolean("checked_by_another").default(false).to_owned()),
            ("product", boolean_null("checked_by_another")),
            // A list of names with numbers and texts, in JSON.
            ("repair_intake", text_null("returned")),
            ("repair_intake", uuid_null("returned_by")),
            ("repair_intake", timestamp_with_time_zone_null("returned_at")),
        ];
        for (table, column) in added {
            schema.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
