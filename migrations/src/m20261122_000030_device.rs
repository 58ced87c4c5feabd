use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, boolean, date_null, integer, text, text_null, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

use crate::columns::index;

/// Products, the devices of their owners, what runs on them, and their history.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        create_product(schema).await?;
        create_device(schema).await?;
        create_facts(schema).await?;
        add_to_ticket(schema).await?;
        create_event(schema).await
    }
}

async fn create_product(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let product = Table::create()
        .table("product")
        .col(uuid("id").primary_key())
        .col(text("sku"))
        .col(text("sku_key").unique_key())
        .col(text("name"))
        .col(text_null("family"))
        .col(text_null("serial_pattern"))
        .col(boolean("folds_lookalikes"))
        .col(boolean("is_offered"))
        .col(big_integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .to_owned();
    schema.create_table(product).await?;
    schema.create_index(index("product_by_offer", "product", &["is_offered", "id"])).await
}

async fn create_device(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let device = Table::create()
        .table("device")
        .col(uuid("id").primary_key())
        .col(uuid("product_id"))
        .col(text("serial"))
        .col(text("serial_key"))
        .col(uuid_null("owner_id"))
        .col(text("standing"))
        .col(text("status"))
        .col(date_null("purchased_on"))
        .col(text_null("seller_country"))
        .col(timestamp_with_time_zone_null("registered_at"))
        .col(uuid_null("transfer_id"))
        .col(timestamp_with_time_zone_null("transfer_expires_at"))
        .col(uuid_null("transferred_from"))
        .col(integer("code_tries"))
        .col(timestamp_with_time_zone_null("code_tries_since"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .col(big_integer("version"))
        .col(big_integer("owner_version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(timestamp_with_time_zone("owner_updated_at"))
        .foreign_key(&mut refers_to("device", "product_id", "product"))
        .foreign_key(&mut refers_to("device", "owner_id", "account"))
        .foreign_key(&mut refers_to("device", "transferred_from", "device"))
        .to_owned();
    schema.create_table(device).await?;
    // Of those who claim a serial number, one is its owner, whatever the program does.
    let one_owner = "CREATE UNIQUE INDEX device_one_owner ON device (product_id, serial_key) \
                     WHERE standing = 'owner'";
    schema.get_connection().execute_unprepared(one_owner).await?;
    let indexes: [(&str, &[&str]); 7] = [
        ("device_by_serial", &["serial_key", "product_id", "id"]),
        ("device_by_owner", &["owner_id", "id"]),
        ("device_by_product", &["product_id", "id"]),
        ("device_by_standing", &["standing", "id"]),
        ("device_by_status", &["status", "id"]),
        ("device_by_end", &["ended_at"]),
        ("device_by_origin", &["transferred_from"]),
    ];
    for (name, columns) in indexes {
        schema.create_index(index(name, "device", columns)).await?;
    }
    Ok(())
}

async fn create_facts(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let facts = Table::create()
        .table("device_facts")
        .col(uuid("device_id").primary_key())
        .col(text_null("os"))
        .col(text_null("computer"))
        .col(text_null("driver"))
        .col(text_null("firmware"))
        .col(text_null("host_software"))
        .col(text_null("connection"))
        .col(timestamp_with_time_zone("confirmed_at"))
        .foreign_key(&mut part_of("device_facts", "device_id", "device"))
        .to_owned();
    schema.create_table(facts).await?;
    schema.create_index(index("device_facts_by_age", "device_facts", &["confirmed_at"])).await
}

async fn add_to_ticket(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut device = uuid_null("device_id");
    device.extra("REFERENCES device (id)");
    schema.alter_table(Table::alter().table("ticket").add_column(device).to_owned()).await?;
    let columns = ["device_id", "status", "updated_at", "id"];
    schema.create_index(index("ticket_by_device", "ticket", &columns)).await
}

async fn create_event(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let event = Table::create()
        .table("device_event")
        .col(uuid("id").primary_key())
        .col(uuid("device_id"))
        .col(text("kind"))
        .col(uuid_null("actor_id"))
        .col(uuid_null("owner_id"))
        .col(uuid_null("ticket_id"))
        .col(timestamp_with_time_zone("at"))
        .foreign_key(&mut part_of("device_event", "device_id", "device"))
        .foreign_key(&mut part_of("device_event", "ticket_id", "ticket"))
        .to_owned();
    schema.create_table(event).await?;
    for (name, columns) in [
        ("device_event_by_device", &["device_id", "id"][..]),
        ("device_event_by_ticket", &["ticket_id"]),
        ("device_event_by_age", &["at"]),
    ] {
        schema.create_index(index(name, "device_event", columns)).await?;
    }
    Ok(())
}

fn part_of(table: &'static str, column: &'static str, other: &'static str) -> ForeignKeyCreateStatement {
    refers_to(table, column, other).on_delete(ForeignKeyAction::Cascade).to_owned()
}

fn refers_to(table: &'static str, column: &'static str, other: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().name(format!("{table}_{column}")).from(table, column).to(other, "id").to_owned()
}
