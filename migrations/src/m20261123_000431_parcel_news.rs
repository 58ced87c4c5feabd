use sea_orm_migration::{prelude::*, schema::timestamp_with_time_zone_null};

/// A number alone does not tell where a parcel is; and since when it is lost.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// A case on its way goes by what was told of the last parcel that left.
const NEWS: [&str; 3] = [
    // The clock writes its column anew for what it finds there. Whom it wrote to before it wrote to last: the
    // last reminder is all that is left, so that nobody is told everything at once.
    "UPDATE repair_case SET is_tracked = false, reminders = 1, due_at = state_at WHERE state = 'outbound' \
     AND is_tracked AND (SELECT state_at FROM repair_shipment WHERE repair_id = repair_case.id \
     AND direction = 'outbound' AND left_at IS NOT NULL ORDER BY left_at DESC LIMIT 1) IS NULL",
    "UPDATE repair_case SET is_tracked = true, due_at = NULL WHERE state = 'outbound' AND NOT is_tracked \
     AND (SELECT state_at FROM repair_shipment WHERE repair_id = repair_case.id \
     AND direction = 'outbound' AND left_at IS NOT NULL ORDER BY left_at DESC LIMIT 1) IS NOT NULL",
    "UPDATE repair_case SET parcel_lost_at = (SELECT CASE WHEN state = 'lost' THEN state_at END \
     FROM repair_shipment WHERE repair_id = repair_case.id AND direction = repair_case.state \
     AND left_at IS NOT NULL ORDER BY left_at DESC LIMIT 1) WHERE state IN ('inbound', 'outbound')",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let lost = timestamp_with_time_zone_null("parcel_lost_at");
        schema.alter_table(Table::alter().table("repair_case").add_column(lost).to_owned()).await?;
        for news in NEWS {
            schema.get_connection().execute_unprepared(news).await?;
        }
        Ok(())
    }
}
