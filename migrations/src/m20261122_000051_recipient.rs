use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, text, text_null, timestamp_with_time_zone_null, uuid},
};

use crate::columns::index;

/// Who a message goes to, and when: replies of the staff are held back for a moment.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            timestamp_with_time_zone_null("held_until"),
            text_null("set_status"),
            big_integer("ticket_version").default(0).to_owned(),
            big_integer("requester_version").default(0).to_owned(),
        ] {
            schema.alter_table(Table::alter().table("message").add_column(column).to_owned()).await?;
        }
        let versions = ["ticket_id", "ticket_version"];
        schema.create_index(index("message_by_ticket_version", "message", &versions)).await?;

        let recipient = Table::create()
            .table("message_recipient")
            .col(uuid("message_id"))
            .col(uuid("account_id"))
            .col(text("reason"))
            .primary_key(Index::create().col("message_id").col("account_id"))
            .foreign_key(&mut goes_with("message_id", "message"))
            .foreign_key(&mut goes_with("account_id", "account"))
            .to_owned();
        schema.create_table(recipient).await?;
        let by_account = ["account_id", "reason", "message_id"];
        schema.create_index(index("message_recipient_by_account", "message_recipient", &by_account)).await
    }
}

fn goes_with(column: &'static str, other: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("message_recipient_{column}"))
        .from("message_recipient", column)
        .to(other, "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}
