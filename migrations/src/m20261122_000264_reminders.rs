use sea_orm_migration::{prelude::*, schema::text_null};

/// When customers are written to again: the terms say so, and a case keeps what held when it came to where it is.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in
            [("repair_terms", text_null("reminders")), ("repair_case", text_null("reminder_plan"))]
        {
            schema.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
