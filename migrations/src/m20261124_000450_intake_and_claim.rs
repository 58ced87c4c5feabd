use sea_orm_migration::{
    prelude::*,
    schema::{text_null, timestamp_with_time_zone_null, uuid_null},
};

use crate::columns::{days_after, without_statistics};

/// What a customer declares to be in the parcel, which lead has said that another unit is the right one, and since when
/// a claim against the carrier is open.
#[derive(DeriveMigrationName)]
pub struct Migration;

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
        // Since when is not known of those that are open: at their last change, they were not forgotten.
        let settled = days_after(schema, "updated_at", 90);
        let opened = format!(
            "UPDATE repair_case SET claim_opened_at = updated_at, target_at = CASE WHEN target_at < {settled} \
             THEN target_at ELSE {settled} END \
             WHERE claim_open AND state NOT IN ('closed', 'cancelled', 'rejected', 'expired')"
        );
        schema.get_connection().execute_unprepared(&opened).await?;
        schema.alter_table(Table::alter().table("repair_case").drop_column("claim_open").to_owned()).await?;
        without_statistics(schema, "repair_case", &["accessories"]).await?;
        without_statistics(schema, "repair_intake", &["confirmed_reason"]).await
    }
}
