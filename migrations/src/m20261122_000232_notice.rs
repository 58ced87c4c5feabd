use sea_orm_migration::{
    prelude::*,
    schema::{integer, integer_null, text, text_null, timestamp_with_time_zone, uuid, uuid_null},
};

use crate::columns::refers_to;

/// Devices that nobody claims: notices with their proof, and who agreed that a device goes.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let added = [
            ("repair_terms", integer("notices").default(3).to_owned()),
            ("repair_terms", integer("notice_days").default(30).to_owned()),
            ("repair_case", integer_null("notice_count")),
            ("repair_case", integer_null("notice_days")),
            ("repair_case", uuid_null("disposal_confirmed_by")),
        ];
        for (table, column) in added {
            schema.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        let notice = Table::create()
            .table("repair_notice")
            .col(uuid("repair_id"))
            .col(integer("seq"))
            .col(text("way"))
            .col(text_null("proof"))
            .col(uuid_null("given_by"))
            .col(timestamp_with_time_zone("at"))
            .primary_key(Index::create().col("repair_id").col("seq"))
            .foreign_key(&mut refers_to(
                "repair_notice",
                "repair_id",
                "repair_case",
                ForeignKeyAction::Cascade,
            ))
            .to_owned();
        schema.create_table(notice).await
    }
}
