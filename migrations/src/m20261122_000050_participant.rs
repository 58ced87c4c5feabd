use sea_orm_migration::{
    prelude::*,
    schema::{text, timestamp_with_time_zone, uuid, uuid_null},
};

use crate::columns::index;

/// Who takes part in a ticket beside its requester and its assignee, and who was asked to.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let participant = Table::create()
            .table("participant")
            .col(uuid("ticket_id"))
            .col(uuid("account_id"))
            .col(text("role"))
            .col(uuid_null("added_by"))
            .col(timestamp_with_time_zone("created_at"))
            .primary_key(Index::create().col("ticket_id").col("account_id"))
            .foreign_key(&mut goes_with("participant", "ticket_id", "ticket"))
            .foreign_key(&mut goes_with("participant", "account_id", "account"))
            .to_owned();
        schema.create_table(participant).await?;
        let by_account = ["account_id", "role", "ticket_id"];
        schema.create_index(index("participant_by_account", "participant", &by_account)).await?;

        let invitation = Table::create()
            .table("invitation")
            .col(uuid("id").primary_key())
            .col(uuid("ticket_id"))
            .col(uuid_null("account_id"))
            .col(uuid("invited_by"))
            .col(timestamp_with_time_zone("created_at"))
            .foreign_key(&mut goes_with("invitation", "ticket_id", "ticket"))
            .foreign_key(&mut goes_with("invitation", "account_id", "account"))
            .foreign_key(&mut goes_with("invitation", "invited_by", "account"))
            .to_owned();
        schema.create_table(invitation).await?;
        schema
            .create_index(index("invitation_by_ticket", "invitation", &["ticket_id", "account_id"]))
            .await?;
        schema
            .create_index(index("invitation_by_account", "invitation", &["account_id", "created_at"]))
            .await?;
        schema.create_index(index("invitation_by_inviter", "invitation", &["invited_by"])).await?;
        schema.create_index(index("invitation_by_age", "invitation", &["created_at"])).await
    }
}

fn goes_with(table: &'static str, column: &'static str, other: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_{column}"))
        .from(table, column)
        .to(other, "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}
