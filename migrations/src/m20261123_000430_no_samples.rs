use sea_orm_migration::prelude::*;

use crate::columns::{forget_samples, without_statistics};

/// What people type is in no samples of PostgreSQL: it keeps them when the row is gone.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TYPED: [(&str, &[&str]); 31] = [
    ("account", &["city", "country", "email", "email_key", "name", "number", "phone", "postcode"]),
    ("address_access", &["reason"]),
    ("api_token", &["name"]),
    ("attachment", &["file_name", "sha256"]),
    ("bulk", &["actions"]),
    ("coverage_entry", &["ends_on", "reason", "starts_on"]),
    ("device", &["purchased_on", "seller_country", "serial", "serial_key"]),
    ("device_facts", &["computer", "connection", "driver", "firmware", "host_software", "os"]),
    ("disclosure", &["purpose", "recipient"]),
    ("draft", &["body"]),
    ("email_change", &["email"]),
    ("macro", &["actions", "name"]),
    ("message", &["body"]),
    (
        "repair_case",
        &[
            "coverage_reason",
            "hold_reason",
            "legal_hold_reason",
            "no_serial_reason",
            "replacement_serial",
            "ship_city",
            "ship_postcode",
            "symptom",
        ],
    ),
    ("repair_decision", &["reasons"]),
    ("repair_diagnosis", &["findings", "summary"]),
    ("repair_exchange", &["new_serial", "old_serial"]),
    ("repair_history", &["note", "reason"]),
    ("repair_intake", &["accessories", "condition", "returned", "serial"]),
    ("repair_notice", &["proof"]),
    ("repair_quote_line", &["text"]),
    ("repair_shipment", &["tracking_number"]),
    ("repair_work", &["part_number", "serial_in", "serial_out", "text"]),
    ("search_customer", &["words"]),
    ("search_note", &["words"]),
    ("search_reply", &["words"]),
    ("team", &["name", "name_key"]),
    ("ticket", &["subject"]),
    ("unidentified_parcel", &["contents", "place", "reason", "serial"]),
    ("unit_mark", &["serial_key"]),
    ("view", &["name"]),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for (table, columns) in TYPED {
            without_statistics(schema, table, columns).await?;
            forget_samples(schema, table, columns).await?;
        }
        Ok(())
    }
}
