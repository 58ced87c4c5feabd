use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, boolean, integer, text, text_null, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

use crate::columns::index;

/// Repair cases and their history.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Where a case may have an address: nowhere unless the parcel goes to one, and before the device is here
/// only where something is sent in advance. A row that refers to `(id, address_allowed)` and insists on
/// true therefore cannot be there in any other state, whatever the program does.
const ADDRESS_ALLOWED: &str = "GENERATED ALWAYS AS (return_method = 'parcel' AND (state IN ('received', \
    'diagnosing', 'awaiting_approval', 'awaiting_parts', 'repairing', 'testing', 'ready_to_ship', \
    'outbound', 'undeliverable', 'unclaimed', 'delivered') \
    OR (is_prepaid AND state IN ('authorized', 'inbound')))) STORED NOT NULL";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        create_case(schema).await?;
        create_indexes(schema).await?;
        let history = Table::create()
            .table("repair_history")
            .col(uuid("repair_id"))
            .col(integer("seq"))
            .col(text_null("from_state"))
            .col(text("to_state"))
            .col(uuid_null("actor_id"))
            .col(text("done_by"))
            // What the customer is told, and what only the desk reads.
            .col(text_null("reason"))
            .col(text_null("note"))
            .col(timestamp_with_time_zone("at"))
            .primary_key(Index::create().col("repair_id").col("seq"))
            .foreign_key(
                refers_to("repair_history", "repair_id", "repair_case").on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        schema.create_table(history).await
    }
}

async fn create_case(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut case = Table::create();
    case.table("repair_case")
        .col(uuid("id").primary_key())
        .col(text("rma_number").unique_key())
        .col(uuid_null("ticket_id"))
        .col(uuid_null("requester_id"))
        .col(uuid("product_id"))
        .col(uuid_null("device_id"))
        .col(text_null("no_serial_reason"))
        .col(uuid_null("follow_up_of"))
        .col(text("state"))
        .col(timestamp_with_time_zone("state_at"))
        .col(text_null("outcome"))
        .col(text_null("coverage"))
        .col(text_null("coverage_reason"))
        .col(text_null("symptom"))
        .col(text("battery"))
        .col(big_integer_null("limit_minor"))
        .col(text_null("limit_currency"))
        .col(text_null("replacement_serial"))
        .col(uuid_null("assignee_id"))
        .col(text("return_method"))
        .col(boolean("is_prepaid"))
        .col(boolean("claim_open"))
        .col(timestamp_with_time_zone_null("awaiting_address_since"))
        .col(text_null("hold_reason"))
        .col(timestamp_with_time_zone_null("hold_until"))
        .col(text_null("legal_hold_reason"))
        .col(timestamp_with_time_zone_null("legal_hold_until"));
    for stamp in STAMPS {
        case.col(timestamp_with_time_zone_null(stamp));
    }
    // What stays of where the parcel went.
    for part in ["ship_country", "ship_area", "ship_city", "ship_postcode"] {
        case.col(text_null(part));
    }
    case
        // When time moves the case, or writes about it; and by when the desk wants to have moved it.
        .col(timestamp_with_time_zone_null("due_at"))
        .col(timestamp_with_time_zone_null("target_at"))
        .col(integer("reminders"))
        .col(big_integer("version"))
        .col(big_integer("requester_version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(timestamp_with_time_zone("requester_updated_at"))
        .col(ColumnDef::new("address_allowed").boolean().extra(ADDRESS_ALLOWED))
        .foreign_key(&mut forgets("ticket_id", "ticket"))
        .foreign_key(&mut forgets("device_id", "device"))
        .foreign_key(&mut forgets("follow_up_of", "repair_case"))
        .foreign_key(&mut refers_to("repair_case", "requester_id", "account"))
        .foreign_key(&mut refers_to("repair_case", "assignee_id", "account"))
        .foreign_key(&mut refers_to("repair_case", "product_id", "product"))
        .check(Expr::cust("state <> 'closed' OR outcome IS NOT NULL"))
        .check(Expr::cust(
            "(state IN ('closed', 'cancelled', 'rejected', 'expired')) = (ended_at IS NOT NULL)",
        ));
    schema.create_table(case).await
}

/// When the case came to each of its stations, last.
const STAMPS: [&str; 11] = [
    "authorized_at",
    "sent_at",
    "received_at",
    "diagnosed_at",
    "quoted_at",
    "decided_at",
    "repaired_at",
    "tested_at",
    "dispatched_at",
    "delivered_at",
    "ended_at",
];

async fn create_indexes(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let indexes: [(&str, &[&str]); 7] = [
        ("repair_case_by_state", &["state", "id"]),
        ("repair_case_by_product", &["product_id", "id"]),
        ("repair_case_by_requester", &["requester_id", "id"]),
        ("repair_case_by_ticket", &["ticket_id", "id"]),
        ("repair_case_by_device", &["device_id", "id"]),
        ("repair_case_by_origin", &["follow_up_of"]),
        ("repair_case_by_end", &["ended_at", "id"]),
    ];
    for (name, columns) in indexes {
        schema.create_index(index(name, "repair_case", columns)).await?;
    }
    // Few cases have one of these: the indexes hold only those.
    for (name, column) in [
        ("repair_case_by_assignee", "assignee_id"),
        ("repair_case_by_due", "due_at"),
        ("repair_case_by_target", "target_at"),
    ] {
        let mut few = index(name, "repair_case", &[column, "id"]);
        few.and_where(Expr::col(column).is_not_null());
        schema.create_index(few).await?;
    }
    // A device is in one open case at a time, whatever the program does.
    let mut one_open = index("repair_case_one_open", "repair_case", &["device_id"]);
    one_open.unique().and_where(Expr::col("ended_at").is_null());
    schema.create_index(one_open).await?;
    // What the address refers to.
    let mut address = index("repair_case_address_allowed", "repair_case", &["id", "address_allowed"]);
    schema.create_index(address.unique().to_owned()).await
}

/// Loses what it refers to when that goes.
fn forgets(column: &'static str, other: &'static str) -> ForeignKeyCreateStatement {
    refers_to("repair_case", column, other).on_delete(ForeignKeyAction::SetNull).to_owned()
}

fn refers_to(table: &'static str, column: &'static str, other: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().name(format!("{table}_{column}")).from(table, column).to(other, "id").to_owned()
}
