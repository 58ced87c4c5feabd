use sea_orm_migration::{prelude::*, schema::uuid_null};

use crate::columns::index;

/// Photos of parcels that came without a number: an upload becomes part of a message, a device or a parcel.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let mut parcel = uuid_null("parcel_id");
        parcel.extra(
            "REFERENCES unidentified_parcel (id) ON DELETE CASCADE \
             CHECK (parcel_id IS NULL OR (message_id IS NULL AND device_id IS NULL))",
        );
        schema.alter_table(Table::alter().table("attachment").add_column(parcel).to_owned()).await?;
        let mut by_parcel = index("attachment_by_parcel", "attachment", &["parcel_id", "id"]);
        by_parcel.and_where(Expr::col("parcel_id").is_not_null());
        schema.create_index(by_parcel).await?;
        schema.drop_index(Index::drop().name("attachment_waiting").table("attachment").to_owned()).await?;
        let mut waiting = index("attachment_waiting", "attachment", &["created_at"]);
        for part_of in ["message_id", "device_id", "parcel_id"] {
            waiting.and_where(Expr::col(part_of).is_null());
        }
        schema.create_index(waiting).await
    }
}
