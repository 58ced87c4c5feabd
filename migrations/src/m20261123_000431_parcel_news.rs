use sea_orm_migration::{prelude::*, schema::timestamp_with_time_zone_null};

/// A number alone does not tell where a parcel is; and since when it is lost.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The clock writes its column anew for what it finds there.
const NOBODY_TELLS: &str = "UPDATE repair_case SET is_tracked = false, due_at = state_at \
     WHERE state = 'outbound' AND is_tracked AND NOT EXISTS (SELECT 1 FROM repair_shipment \
     WHERE repair_shipment.repair_id = repair_case.id AND direction = 'outbound' \
     AND repair_shipment.state_at IS NOT NULL)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let lost = timestamp_with_time_zone_null("parcel_lost_at");
        schema.alter_table(Table::alter().table("repair_case").add_column(lost).to_owned()).await?;
        schema.get_connection().execute_unprepared(NOBODY_TELLS).await.map(drop)
    }
}
