use sea_orm_migration::{
    prelude::*,
    schema::{date, text, uuid},
};

use crate::columns::refers_to;

/// What a unit has had once, kept without a person when its registration goes.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let mark = Table::create()
            .table("unit_mark")
            .col(uuid("product_id"))
            .col(text("serial_key"))
            .col(text("kind"))
            .col(date("marked_on"))
            .primary_key(Index::create().col("product_id").col("serial_key").col("kind"))
            .foreign_key(&mut refers_to("unit_mark", "product_id", "product", ForeignKeyAction::Cascade))
            .to_owned();
        schema.create_table(mark).await
    }
}
