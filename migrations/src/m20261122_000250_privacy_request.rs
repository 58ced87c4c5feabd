//! What people ask for of their rights, and which quotes stay although their customer is erased.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
        uuid_null,
    },
};

use crate::columns::index;

/// Requests of people about their data, and until when the quotes of a case without a customer are kept.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// What was erased, in numbers.
const FIGURES: [&str; 6] =
    ["erased_tickets", "erased_messages", "erased_files", "erased_devices", "erased_repairs", "kept_quotes"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let mut request = Table::create();
        request
            .table("privacy_request")
            .col(uuid("id").primary_key())
            .col(text("kind"))
            // No foreign key: the ledger is to learn of an account that is gone.
            .col(uuid_null("account_id"))
            .col(text("repairs"))
            .col(text("state"))
            .col(timestamp_with_time_zone("requested_at"))
            .col(timestamp_with_time_zone("due_at"))
            .col(timestamp_with_time_zone_null("ended_at"));
        for figure in FIGURES {
            request.col(big_integer(figure).default(0));
        }
        request
            .col(big_integer_null("ledger_seq"))
            .col(big_integer("version"))
            .check(Expr::cust("(state IN ('done', 'withdrawn')) = (ended_at IS NOT NULL)"));
        schema.create_table(request).await?;
        // One of a kind is open for a person, whatever the program does.
        let mut one_open =
            index("privacy_request_account_id_key", "privacy_request", &["account_id", "kind"]);
        one_open.unique().and_where(Expr::col("ended_at").is_null());
        schema.create_index(one_open).await?;
        let by_account = ["account_id", "id"];
        schema.create_index(index("privacy_request_by_account", "privacy_request", &by_account)).await?;
        schema.create_index(index("privacy_request_by_end", "privacy_request", &["ended_at", "id"])).await?;

        let kept = timestamp_with_time_zone_null("quotes_kept_until");
        schema.alter_table(Table::alter().table("repair_case").add_column(kept).to_owned()).await?;
        // Few cases have one.
        let mut kept = index("repair_case_by_quotes_kept", "repair_case", &["quotes_kept_until"]);
        kept.and_where(Expr::col("quotes_kept_until").is_not_null());
        schema.create_index(kept).await
    }
}
