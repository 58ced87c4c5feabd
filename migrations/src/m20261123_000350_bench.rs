use sea_orm_migration::{
    prelude::*,
    schema::{integer_null, text, text_null, timestamp_with_time_zone, uuid, uuid_null},
};

/// What the bench writes down: the diagnosis of a case, and which parts went into a device.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let diagnosis = Table::create()
            .table("repair_diagnosis")
            .col(uuid("repair_id").primary_key())
            .col(text("fault"))
            .col(text_null("cause"))
            .col(text("findings"))
            .col(text_null("summary"))
            .col(uuid_null("done_by"))
            .col(timestamp_with_time_zone("at"))
            .foreign_key(
                ForeignKey::create()
                    .name("repair_diagnosis_repair_id")
                    .from("repair_diagnosis", "repair_id")
                    .to("repair_case", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        schema.create_table(diagnosis).await?;
        for column in [
            integer_null("quantity"),
            text_null("part_number"),
            text_null("serial_in"),
            text_null("serial_out"),
        ] {
            schema.alter_table(Table::alter().table("repair_work").add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
