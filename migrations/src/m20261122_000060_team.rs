use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, boolean, integer_null, text, timestamp_with_time_zone, timestamp_with_time_zone_null,
        uuid, uuid_null,
    },
};

use crate::columns::{index, numbered};

/// Teams, their members, and whose team a ticket is; when a ticket wakes.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let mut team = Table::create();
        team.table("team");
        numbered(&mut team, schema)
            .col(text("name"))
            .col(text("name_key").unique_key())
            .col(boolean("is_default"))
            .col(integer_null("remind_after_days"))
            .col(integer_null("solve_after_days"))
            .col(integer_null("close_after_days"))
            .col(big_integer("version"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(timestamp_with_time_zone_null("dissolved_at"));
        schema.create_table(team).await?;
        let member = Table::create()
            .table("team_member")
            .col(uuid("team_id"))
            .col(uuid("account_id"))
            .primary_key(Index::create().col("team_id").col("account_id"))
            .foreign_key(&mut of_member("team_id", "team"))
            .foreign_key(&mut of_member("account_id", "account"))
            .to_owned();
        schema.create_table(member).await?;
        schema
            .create_index(index("team_member_by_account", "team_member", &["account_id", "team_id"]))
            .await?;
        extend_ticket(schema).await
    }
}

async fn extend_ticket(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    for column in [
        uuid_null("team_id").extra("REFERENCES team (id)").to_owned(),
        timestamp_with_time_zone_null("wake_at"),
        timestamp_with_time_zone_null("woke_at"),
    ] {
        schema.alter_table(Table::alter().table("ticket").add_column(column).to_owned()).await?;
    }
    let indexes: [(&str, &[&str]); 2] = [
        ("ticket_by_team", &["team_id", "status", "updated_at", "id"]),
        // Who is nobody's in a team stands together: the queue that is worked off and counted.
        ("ticket_by_team_assignee", &["team_id", "assignee_id", "status", "updated_at", "id"]),
    ];
    for (name, columns) in indexes {
        schema.create_index(index(name, "ticket", columns)).await?;
    }
    // Few tickets sleep: these hold only those, so that the others cost nothing.
    for (name, column) in [("ticket_by_waking", "wake_at"), ("ticket_by_woken", "woke_at")] {
        let mut sleeping = index(name, "ticket", &[column, "id"]);
        sleeping.and_where(Expr::col(column).is_not_null());
        schema.create_index(sleeping).await?;
    }
    Ok(())
}

fn of_member(column: &'static str, other: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("team_member_{column}"))
        .from("team_member", column)
        .to(other, "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}
