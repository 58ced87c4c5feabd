use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, text, text_null, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
    sea_orm::ConnectionTrait,
};

use crate::columns::{give_ids, index};

/// Parcels as resources of their own, and what carriers tell of them.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            uuid_null("id"),
            text_null("service"),
            text("state").default("announced").to_owned(),
            timestamp_with_time_zone_null("state_at"),
            big_integer_null("insured_minor"),
            text_null("insured_currency"),
            uuid_null("created_by"),
            timestamp_with_time_zone_null("left_at"),
            timestamp_with_time_zone_null("cancelled_at"),
            big_integer("version").default(1).to_owned(),
        ] {
            schema.alter_table(Table::alter().table("repair_shipment").add_column(column).to_owned()).await?;
        }
        give_ids(schema, "repair_shipment").await?;
        // Until now a parcel was put down when it left.
        schema.get_connection().execute_unprepared("UPDATE repair_shipment SET left_at = at").await?;
        let mut by_id = index("repair_shipment_by_id", "repair_shipment", &["id"]);
        schema.create_index(by_id.unique().to_owned()).await?;
        create_event(schema).await
    }
}

async fn create_event(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut case = ForeignKey::create()
        .name("repair_shipment_event_repair_id")
        .from("repair_shipment_event", "repair_id")
        .to("repair_case", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned();
    let event = Table::create()
        .table("repair_shipment_event")
        .col(uuid("repair_id"))
        .col(uuid("shipment_id"))
        // A hash of the carrier's own id: a second report of the same event is told, and the id is not kept.
        .col(text("event_key"))
        .col(text_null("state"))
        .col(text_null("code"))
        .col(timestamp_with_time_zone("at"))
        .col(uuid_null("reported_by"))
        .col(timestamp_with_time_zone("received_at"))
        .primary_key(Index::create().col("shipment_id").col("event_key"))
        .foreign_key(&mut case)
        .to_owned();
    schema.create_table(event).await?;
    schema.create_index(index("repair_shipment_event_by_case", "repair_shipment_event", &["repair_id"])).await
}
