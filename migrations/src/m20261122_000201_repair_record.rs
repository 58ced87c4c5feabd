use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, boolean, boolean_null, date_null, integer, integer_null, text, text_null,
        timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

/// What belongs to a repair case: intake, quotes, the work log, parcels.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            timestamp_with_time_zone_null("quote_valid_until"),
            date_null("part_expected_on"),
            boolean("is_tracked").default(false).to_owned(),
            boolean("is_abroad").default(false).to_owned(),
        ] {
            schema.alter_table(Table::alter().table("repair_case").add_column(column).to_owned()).await?;
        }
        let intake = Table::create()
            .table("repair_intake")
            .col(uuid("repair_id").primary_key())
            .col(text_null("serial"))
            .col(boolean_null("serial_matches"))
            .col(text("condition"))
            // A list of names with numbers, in JSON.
            .col(text("accessories"))
            .col(uuid_null("done_by"))
            .col(timestamp_with_time_zone("at"))
            .foreign_key(&mut part_of_case("repair_intake"))
            .to_owned();
        schema.create_table(intake).await?;
        create_quote(schema).await?;
        create_log(schema).await
    }
}

async fn create_quote(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let quote = Table::create()
        .table("repair_quote")
        .col(uuid("repair_id"))
        .col(integer("version"))
        .col(text("currency"))
        .col(boolean("is_maximum"))
        .col(integer("days_needed"))
        .col(big_integer("decline_fee_minor"))
        .col(timestamp_with_time_zone("valid_until"))
        .col(text("content_hash"))
        .col(text("status"))
        .col(uuid_null("issued_by"))
        .col(timestamp_with_time_zone("issued_at"))
        .col(uuid_null("decided_by"))
        .col(timestamp_with_time_zone_null("decided_at"))
        .primary_key(Index::create().col("repair_id").col("version"))
        .foreign_key(&mut part_of_case("repair_quote"))
        .to_owned();
    schema.create_table(quote).await?;
    let line = Table::create()
        .table("repair_quote_line")
        .col(uuid("repair_id"))
        .col(integer("version"))
        .col(integer("position"))
        .col(text("kind"))
        .col(text("text"))
        .col(big_integer("quantity_milli"))
        .col(big_integer("unit_minor"))
        .col(integer("tax_rate"))
        .col(big_integer("covered_minor"))
        .primary_key(Index::create().col("repair_id").col("version").col("position"))
        .foreign_key(&mut part_of_case("repair_quote_line"))
        .to_owned();
    schema.create_table(line).await
}

async fn create_log(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let work = Table::create()
        .table("repair_work")
        .col(uuid("repair_id"))
        .col(integer("seq"))
        .col(text("kind"))
        .col(text("text"))
        .col(integer_null("minutes"))
        .col(date_null("expected_on"))
        .col(uuid_null("done_by"))
        .col(timestamp_with_time_zone("at"))
        .primary_key(Index::create().col("repair_id").col("seq"))
        .foreign_key(&mut part_of_case("repair_work"))
        .to_owned();
    schema.create_table(work).await?;
    let shipment = Table::create()
        .table("repair_shipment")
        .col(uuid("repair_id"))
        .col(integer("seq"))
        .col(text("direction"))
        .col(text_null("carrier"))
        .col(text_null("tracking_number"))
        .col(boolean("is_abroad"))
        .col(timestamp_with_time_zone("at"))
        .primary_key(Index::create().col("repair_id").col("seq"))
        .foreign_key(&mut part_of_case("repair_shipment"))
        .to_owned();
    schema.create_table(shipment).await
}

fn part_of_case(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_repair_id"))
        .from(table, "repair_id")
        .to("repair_case", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}
