use sea_orm_migration::{
    prelude::*,
    schema::{big_integer_null, boolean, integer, integer_null, text_null},
};

/// What becomes of a device that nobody claims, and how notice is given by law.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let added = [
            ("repair_case", text_null("disposed_as")),
            ("repair_case", big_integer_null("proceeds_minor")),
            ("repair_case", text_null("proceeds_currency")),
            ("repair_case", integer_null("notice_minimum_days")),
            ("repair_terms", integer("notice_minimum_days").default(0).to_owned()),
            ("repair_terms", boolean("notices_by_law").default(false).to_owned()),
        ];
        for (table, column) in added {
            schema.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        // Three notices of thirty days each were what held where nobody had decided on anything.
        let by_law = "UPDATE repair_terms SET notices_by_law = true WHERE notices = 3 AND notice_days = 30";
        schema.get_connection().execute_unprepared(by_law).await.map(drop)
    }
}
