use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
        uuid_null,
    },
};

use crate::columns::{index, refers_to};

/// Parcels that came without a number.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let table = "unidentified_parcel";
        let parcel = Table::create()
            .table(table)
            .col(uuid("id").primary_key())
            .col(text_null("carrier"))
            .col(text_null("tracking_number"))
            .col(text("contents"))
            .col(text_null("serial"))
            .col(text("place"))
            .col(text("state"))
            .col(uuid_null("repair_id"))
            .col(text_null("reason"))
            .col(uuid_null("recorded_by"))
            .col(uuid_null("settled_by"))
            .col(timestamp_with_time_zone_null("settled_at"))
            .col(big_integer("version"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .foreign_key(&mut refers_to(table, "repair_id", "repair_case", ForeignKeyAction::SetNull))
            .check(Expr::cust("(state = 'open') = (settled_at IS NULL)"))
            .to_owned();
        schema.create_table(parcel).await?;
        for (name, columns) in [
            ("unidentified_parcel_by_state", &["state", "id"][..]),
            ("unidentified_parcel_by_repair", &["repair_id"]),
            ("unidentified_parcel_by_end", &["settled_at"]),
            ("unidentified_parcel_by_age", &["created_at"]),
        ] {
            schema.create_index(index(name, table, columns)).await?;
        }
        Ok(())
    }
}
