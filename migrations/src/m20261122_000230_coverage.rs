use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, date, integer, integer_null, text, text_null, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

use crate::columns::{months_after, refers_to};

/// What pays for repairs: the terms, each device's ledger, and what was decided of each repair.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let warranty = integer_null("warranty_months");
        schema.alter_table(Table::alter().table("product").add_column(warranty).to_owned()).await?;
        let terms = Table::create()
            .table("repair_terms")
            .col(integer("id").primary_key())
            .col(integer("guarantee_months"))
            .col(integer("extension_months"))
            .col(integer("repair_warranty_months"))
            // A list of countries with months, in JSON.
            .col(text("countries"))
            .col(big_integer("version"))
            .col(timestamp_with_time_zone_null("updated_at"))
            .to_owned();
        schema.create_table(terms).await?;
        create_ledger(schema).await?;
        let decision = Table::create()
            .table("repair_decision")
            .col(uuid("repair_id"))
            .col(integer("seq"))
            .col(text("to_state"))
            .col(text("computed"))
            // What was looked at, in JSON.
            .col(text("reasons"))
            .col(text_null("coverage"))
            .col(uuid_null("decided_by"))
            .col(timestamp_with_time_zone("at"))
            .primary_key(Index::create().col("repair_id").col("seq"))
            .foreign_key(&mut refers_to(
                "repair_decision",
                "repair_id",
                "repair_case",
                ForeignKeyAction::Cascade,
            ))
            .to_owned();
        schema.create_table(decision).await?;
        write_down_known_purchases(schema).await
    }
}

async fn create_ledger(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let entry = Table::create()
        .table("coverage_entry")
        .col(uuid("device_id"))
        .col(integer("seq"))
        .col(text("kind"))
        .col(text("rule"))
        .col(text("source"))
        .col(date("starts_on"))
        .col(date("ends_on"))
        .col(uuid_null("repair_id"))
        .col(text_null("reason"))
        .col(integer_null("replaces"))
        .col(uuid_null("recorded_by"))
        .col(timestamp_with_time_zone("at"))
        .primary_key(Index::create().col("device_id").col("seq"))
        .foreign_key(&mut refers_to("coverage_entry", "device_id", "device", ForeignKeyAction::Cascade))
        .foreign_key(&mut refers_to("coverage_entry", "repair_id", "repair_case", ForeignKeyAction::SetNull))
        .to_owned();
    schema.create_table(entry).await?;
    // A guarantee becomes longer once, whatever the program does.
    let once = "CREATE UNIQUE INDEX coverage_entry_one_extension ON coverage_entry (device_id) \
                WHERE kind = 'extension' AND source = 'repair' AND replaces IS NULL";
    schema.get_connection().execute_unprepared(once).await?;
    let of_repair = crate::columns::index("coverage_entry_by_repair", "coverage_entry", &["repair_id"]);
    schema.create_index(of_repair).await
}

/// What follows from purchases that were told of before there was a ledger.
async fn write_down_known_purchases(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let (longer, usual) =
        (months_after(schema, "purchased_on", 36), months_after(schema, "purchased_on", 24));
    let known = format!(
        "INSERT INTO coverage_entry (device_id, seq, kind, rule, source, starts_on, ends_on, at) \
         SELECT id, 1, 'legal_guarantee', \
         CASE WHEN seller_country IN ('ES', 'PT', 'SE') THEN 'national_guarantee' \
         ELSE 'directive_2019_771_art_10_1' END, 'registration', purchased_on, \
         CASE WHEN seller_country IN ('ES', 'PT', 'SE') THEN {longer} ELSE {usual} END, updated_at \
         FROM device WHERE purchased_on IS NOT NULL AND owner_id IS NOT NULL AND transferred_from IS NULL"
    );
    schema.get_connection().execute_unprepared(&known).await.map(drop)
}
