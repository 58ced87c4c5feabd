use sea_orm_migration::{
    prelude::*,
    schema::{timestamp_with_time_zone, uuid, uuid_null},
};

use crate::columns::index;

/// Links through which customers give the address of a repair: which code is for which case.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let refers_to = |column: &str, other: &str, when_gone: ForeignKeyAction| {
            ForeignKey::create()
                .name(format!("address_link_{column}"))
                .from("address_link", column.to_owned())
                .to(other.to_owned(), "id")
                .on_delete(when_gone)
                .to_owned()
        };
        let link = Table::create()
            .table("address_link")
            .col(uuid("code_id").primary_key())
            .col(uuid("repair_id"))
            .col(uuid_null("asked_by"))
            .col(timestamp_with_time_zone("asked_at"))
            .foreign_key(&mut refers_to("code_id", "code", ForeignKeyAction::Cascade))
            .foreign_key(&mut refers_to("repair_id", "repair_case", ForeignKeyAction::Cascade))
            .foreign_key(&mut refers_to("asked_by", "account", ForeignKeyAction::SetNull))
            .to_owned();
        schema.create_table(link).await?;
        schema.create_index(index("address_link_by_case", "address_link", &["repair_id"])).await
    }
}
