use sea_orm_migration::{
    prelude::*,
    schema::{timestamp_with_time_zone_null, uuid_null},
};

/// Which mail gives a notice, and when the mail server took it. Those of before name none, and count as they did.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for column in [uuid_null("mail_id"), timestamp_with_time_zone_null("handed_over_at")] {
            let added = Table::alter().table("repair_notice").add_column(column).to_owned();
            schema.alter_table(added).await?;
        }
        Ok(())
    }
}
