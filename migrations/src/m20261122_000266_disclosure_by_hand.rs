use sea_orm_migration::{
    prelude::*,
    schema::{text_null, timestamp_with_time_zone_null, uuid_null},
};

use crate::columns::index;

/// Disclosures that somebody writes down: to the police, an insurer, in the course of a claim.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let mut ticket = uuid_null("ticket_id");
        ticket.extra("REFERENCES ticket (id) ON DELETE SET NULL");
        let mut corrects = uuid_null("corrects_id");
        corrects.extra("REFERENCES disclosure (id) ON DELETE SET NULL");
        let added = [
            text_null("recipient_kind"),
            // Names of what was handed over, with commas between them; one name, `kind`, if nobody wrote it down.
            text_null("kinds"),
            text_null("purpose"),
            timestamp_with_time_zone_null("recorded_at"),
            ticket,
            corrects,
        ];
        for column in added {
            schema.alter_table(Table::alter().table("disclosure").add_column(column).to_owned()).await?;
        }
        schema.create_index(index("disclosure_by_ticket", "disclosure", &["ticket_id"])).await?;
        // What was corrected is corrected once.
        let mut corrected = index("disclosure_corrects", "disclosure", &["corrects_id"]);
        schema.create_index(corrected.unique().to_owned()).await
    }
}
