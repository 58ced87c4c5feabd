use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, boolean, integer, text, text_null, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null, var_binary,
    },
};

use crate::columns::{index, without_statistics};

/// The address vault: epochs, sealed addresses and their wrapped keys, who has looked at them, and that they
/// have ended.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let epoch = Table::create()
            .table("key_epoch")
            .col(big_integer("epoch").primary_key())
            .col(boolean("is_current"))
            .col(var_binary("check_value", 8))
            .col(timestamp_with_time_zone("created_at"))
            .to_owned();
        schema.create_table(epoch).await?;
        let mut one_current = index("key_epoch_one_current", "key_epoch", &["is_current"]);
        one_current.unique().and_where(Expr::col("is_current"));
        schema.create_index(one_current).await?;
        create_address(schema).await?;
        create_records(schema).await
    }
}

/// An address refers to its case together with "a case in this state may have an address", and insists on
/// it: whatever the program does, there is none where none may be.
async fn create_address(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let allowed = ForeignKey::create()
        .name("repair_address_case")
        .from("repair_address", ("repair_id", "address_allowed"))
        .to("repair_case", ("id", "address_allowed"))
        .to_owned();
    let address = Table::create()
        .table("repair_address")
        .col(uuid("repair_id").primary_key())
        .col(boolean("address_allowed").default(true).check(Expr::col("address_allowed")))
        .col(big_integer("address_version"))
        .col(var_binary("sealed_body", 4136))
        .col(text("quality"))
        .col(text("captured_via"))
        .col(uuid_null("captured_by"))
        .col(timestamp_with_time_zone("captured_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .foreign_key(&mut allowed.clone())
        .foreign_key(&mut forgets_account("repair_address", "captured_by"))
        .index(
            Index::create()
                .unique()
                .name("repair_address_one_version")
                .col("repair_id")
                .col("address_version"),
        )
        .to_owned();
    schema.create_table(address).await?;
    schema
        .create_index(index("repair_address_by_end", "repair_address", &["expires_at", "repair_id"]))
        .await?;
    // No wrapped key outlives its address, and no epoch goes that still wraps one.
    let key = Table::create()
        .table("address_key")
        .col(uuid("repair_id").primary_key())
        .col(big_integer("address_version"))
        .col(big_integer("epoch"))
        .col(var_binary("wrapped", 72))
        .foreign_key(
            ForeignKey::create()
                .name("address_key_address")
                .from("address_key", ("repair_id", "address_version"))
                .to("repair_address", ("repair_id", "address_version")),
        )
        .foreign_key(
            ForeignKey::create()
                .name("address_key_epoch")
                .from("address_key", "epoch")
                .to("key_epoch", "epoch"),
        )
        .to_owned();
    schema.create_table(key).await?;
    schema.create_index(index("address_key_by_epoch", "address_key", &["epoch", "repair_id"])).await?;
    without_statistics(schema, "repair_address", &["sealed_body"]).await?;
    without_statistics(schema, "address_key", &["wrapped"]).await
}

async fn create_records(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let access = Table::create()
        .table("address_access")
        .col(uuid("id").primary_key())
        .col(uuid("repair_id"))
        .col(uuid_null("account_id"))
        .col(text_null("role"))
        .col(text("purpose"))
        .col(text_null("reason"))
        .col(timestamp_with_time_zone("at"))
        .foreign_key(&mut of_case("address_access"))
        .foreign_key(&mut forgets_account("address_access", "account_id"))
        .to_owned();
    schema.create_table(access).await?;
    schema.create_index(index("address_access_by_case", "address_access", &["repair_id", "id"])).await?;
    schema.create_index(index("address_access_by_time", "address_access", &["at"])).await?;

    let purge = Table::create()
        .table("purge_record")
        .col(uuid("id").primary_key())
        .col(uuid("repair_id"))
        .col(big_integer("address_version"))
        .col(text("rule"))
        .col(big_integer("last_epoch"))
        .col(timestamp_with_time_zone("purged_at"))
        .col(big_integer_null("ledger_seq"))
        .col(timestamp_with_time_zone_null("destroyed_at"))
        .foreign_key(&mut of_case("purge_record"))
        .to_owned();
    schema.create_table(purge).await?;
    schema.create_index(index("purge_record_by_case", "purge_record", &["repair_id", "id"])).await?;
    // Few wait for the ledger, or for the end of an epoch.
    let mut unwritten = index("purge_record_unwritten", "purge_record", &["id"]);
    unwritten.and_where(Expr::col("ledger_seq").is_null());
    schema.create_index(unwritten).await?;
    let mut pending = index("purge_record_pending", "purge_record", &["last_epoch"]);
    pending.and_where(Expr::col("destroyed_at").is_null());
    schema.create_index(pending).await?;

    let known = Table::create()
        .table("ledger_known")
        .col(integer("id").primary_key())
        .col(big_integer("seq"))
        .col(text("hash"))
        .col(big_integer("destroyed_through"))
        .to_owned();
    schema.create_table(known).await
}

fn of_case(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_case"))
        .from(table, "repair_id")
        .to("repair_case", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

fn forgets_account(table: &'static str, column: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_{column}"))
        .from(table, column)
        .to("account", "id")
        .on_delete(ForeignKeyAction::SetNull)
        .to_owned()
}
