use sea_orm_migration::{
    prelude::*,
    schema::{text_null, timestamp_with_time_zone_null, uuid_null},
};

use crate::columns::without_statistics;

/// What a customer declares to be in the parcel, which lead has said that another unit is the right one, and since when
/// a claim against the carrier is open.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Since when is not known of those that are open: from their last change on, they have not been forgotten.
const OPENED: &str = "UPDATE repair_case SET claim_opened_at = updated_at WHERE claim_open";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let added = [
            // A list of names with numbers, in JSON.
            ("repair_case", text_null("accessories")),
            ("repair_case", timestamp_with_time_zone_null("claim_opened_at")),
            ("repair_intake", text_null("confirmed_reason")),
            ("repair_intake", uuid_null("confirmed_by")),
            ("repair_intake", timestamp_with_time_zone_null("confirmed_at")),
        ];
        for (table, column) in added {
            schema.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        schema.get_connection().execute_unprepared(OPENED).await?;
        schema.alter_table(Table::alter().table("repair_case").drop_column("claim_open").to_owned()).await?;
        without_statistics(schema, "repair_case", &["accessories"]).await?;
        without_statistics(schema, "repair_intake", &["confirmed_reason"]).await
    }
}
