use sea_orm_migration::{prelude::*, schema::uuid_null};

use crate::columns::index;

/// Photos taken at the intake of a repair. A repair does not go while it has some: nobody would know of their bytes.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let mut repair = uuid_null("repair_id");
        repair.extra(
            "REFERENCES repair_case (id) ON DELETE RESTRICT \
             CHECK (repair_id IS NULL OR (message_id IS NULL AND device_id IS NULL AND parcel_id IS NULL))",
        );
        schema.alter_table(Table::alter().table("attachment").add_column(repair).to_owned()).await?;
        let mut by_repair = index("attachment_by_repair", "attachment", &["repair_id", "id"]);
        by_repair.and_where(Expr::col("repair_id").is_not_null());
        schema.create_index(by_repair).await?;
        schema.drop_index(Index::drop().name("attachment_waiting").table("attachment").to_owned()).await?;
        let mut waiting = index("attachment_waiting", "attachment", &["created_at"]);
        for part_of in ["message_id", "device_id", "parcel_id", "repair_id"] {
            waiting.and_where(Expr::col(part_of).is_null());
        }
        schema.create_index(waiting).await
    }
}
