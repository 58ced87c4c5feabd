//! The schema's history, once for both engines. Migrations run in one transaction. Each names tables
//! and columns by text (never by entity: history must not change when entities do), and keeps to
//! the column types that mean the same on SQLite and PostgreSQL.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{
        ConnectionTrait, DatabaseBackend, DatabaseConnection, SqliteTransactionMode, TransactionOptions,
        TransactionTrait,
    },
};

mod columns;
mod m20261122_000001_identity;
mod m20261122_000002_ticket;
mod m20261122_000003_job;
mod m20261122_000010_browser_session;
mod m20261122_000011_email_change;
mod m20261122_000012_throttle;
mod m20261122_000020_audit;
mod m20261122_000021_api_token;
mod m20261122_000030_device;
mod m20261122_000040_attachment;
mod m20261122_000050_participant;
mod m20261122_000051_recipient;
mod m20261122_000060_team;
mod m20261122_000061_view;
mod m20261122_000070_merge;
mod m20261122_000080_search;
mod m20261122_000095_worker;
mod m20261122_000100_second_factor;
mod m20261122_000110_macro;
mod m20261122_000111_bulk;
mod m20261122_000112_deletion;
mod m20261122_000120_live;
mod m20261122_000121_draft;
mod m20261122_000150_proof;
mod m20261122_000151_tag_rename;
mod m20261122_000152_restored;
mod m20261122_000160_merge_and_order;
mod m20261122_000200_repair;
mod m20261122_000201_repair_record;
mod m20261122_000210_vault;
mod m20261122_000212_copies;
mod m20261122_000216_address_sure;
mod m20261122_000220_address_link;
mod m20261122_000230_coverage;
mod m20261122_000231_parcel;
mod m20261122_000232_notice;
mod m20261122_000233_check;
mod m20261122_000238_unit_mark;
mod m20261122_000245_shipment;
mod m20261122_000246_disclosure;
mod m20261122_000250_privacy_request;
mod m20261122_000260_final_price;
mod m20261122_000261_decision_proof;
mod m20261122_000262_exchange;
mod m20261122_000263_disposal;
mod m20261122_000264_reminders;
mod m20261122_000265_parcel_photo;
mod m20261122_000266_disclosure_by_hand;
mod m20261122_000267_failed_access;
mod m20261122_000290_statistics;
mod m20261123_000300_farewell;
mod m20261123_000310_charged_maximum;
mod m20261123_000311_parcel_keeps_photos;
mod m20261123_000312_known_units;
mod m20261123_000313_disclosure_recorded;
mod m20261123_000340_member_versions;
mod m20261123_000350_bench;
mod m20261123_000360_intake_photo;
mod m20261123_000420_vault_proof;
mod m20261123_000421_waits_and_loss;
mod m20261123_000430_no_samples;
mod m20261123_000431_parcel_news;
mod m20261123_000440_view_query;
mod m20261124_000450_intake_and_claim;
mod m20261124_000451_notice_mail;

/// Runs the schema's history.
struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_identity::Migration),
            Box::new(m20261122_000002_ticket::Migration),
            Box::new(m20261122_000003_job::Migration),
            Box::new(m20261122_000010_browser_session::Migration),
            Box::new(m20261122_000011_email_change::Migration),
            Box::new(m20261122_000012_throttle::Migration),
            Box::new(m20261122_000020_audit::Migration),
            Box::new(m20261122_000021_api_token::Migration),
            Box::new(m20261122_000030_device::Migration),
            Box::new(m20261122_000040_attachment::Migration),
            Box::new(m20261122_000050_participant::Migration),
            Box::new(m20261122_000051_recipient::Migration),
            Box::new(m20261122_000060_team::Migration),
            Box::new(m20261122_000061_view::Migration),
            Box::new(m20261122_000070_merge::Migration),
            Box::new(m20261122_000080_search::Migration),
            Box::new(m20261122_000095_worker::Migration),
            Box::new(m20261122_000100_second_factor::Migration),
            Box::new(m20261122_000110_macro::Migration),
            Box::new(m20261122_000111_bulk::Migration),
            Box::new(m20261122_000112_deletion::Migration),
            Box::new(m20261122_000120_live::Migration),
            Box::new(m20261122_000121_draft::Migration),
            Box::new(m20261122_000150_proof::Migration),
            Box::new(m20261122_000151_tag_rename::Migration),
            Box::new(m20261122_000152_restored::Migration),
            Box::new(m20261122_000160_merge_and_order::Migration),
            Box::new(m20261122_000200_repair::Migration),
            Box::new(m20261122_000201_repair_record::Migration),
            Box::new(m20261122_000210_vault::Migration),
            Box::new(m20261122_000212_copies::Migration),
            Box::new(m20261122_000216_address_sure::Migration),
            Box::new(m20261122_000220_address_link::Migration),
            Box::new(m20261122_000230_coverage::Migration),
            Box::new(m20261122_000231_parcel::Migration),
            Box::new(m20261122_000232_notice::Migration),
            Box::new(m20261122_000233_check::Migration),
            Box::new(m20261122_000238_unit_mark::Migration),
            Box::new(m20261122_000245_shipment::Migration),
            Box::new(m20261122_000246_disclosure::Migration),
            Box::new(m20261122_000250_privacy_request::Migration),
            Box::new(m20261122_000260_final_price::Migration),
            Box::new(m20261122_000261_decision_proof::Migration),
            Box::new(m20261122_000262_exchange::Migration),
            Box::new(m20261122_000263_disposal::Migration),
            Box::new(m20261122_000264_reminders::Migration),
            Box::new(m20261122_000265_parcel_photo::Migration),
            Box::new(m20261122_000266_disclosure_by_hand::Migration),
            Box::new(m20261122_000267_failed_access::Migration),
            Box::new(m20261122_000290_statistics::Migration),
            Box::new(m20261123_000300_farewell::Migration),
            Box::new(m20261123_000310_charged_maximum::Migration),
            Box::new(m20261123_000311_parcel_keeps_photos::Migration),
            Box::new(m20261123_000312_known_units::Migration),
            Box::new(m20261123_000313_disclosure_recorded::Migration),
            Box::new(m20261123_000340_member_versions::Migration),
            Box::new(m20261123_000350_bench::Migration),
            Box::new(m20261123_000360_intake_photo::Migration),
            Box::new(m20261123_000420_vault_proof::Migration),
            Box::new(m20261123_000421_waits_and_loss::Migration),
            Box::new(m20261123_000430_no_samples::Migration),
            Box::new(m20261123_000431_parcel_news::Migration),
            Box::new(m20261123_000440_view_query::Migration),
            Box::new(m20261124_000450_intake_and_claim::Migration),
            Box::new(m20261124_000451_notice_mail::Migration),
        ]
    }
}

/// Applies what is pending, all or nothing, and returns how many that were. Of several processes that
/// do so at once, one does the work, and the others wait for it.
pub async fn apply(db: &DatabaseConnection) -> Result<usize, DbErr> {
    let transaction = db.begin_with_options(alone()).await?;
    if transaction.get_database_backend() == DatabaseBackend::Postgres {
        transaction.execute_unprepared(POSTGRES_ALONE).await?;
    }
    let pending = Migrator::get_pending_migrations(&transaction).await?.len();
    Migrator::up(&transaction, None).await?;
    transaction.commit().await?;
    Ok(pending)
}

/// Every migration of this version, by name, in order.
pub fn names() -> Vec<String> {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

/// How many migrations are pending; changes nothing.
pub async fn pending(db: &DatabaseConnection) -> Result<usize, DbErr> {
    Ok(Migrator::get_pending_migrations_read_only(db).await?.len())
}

/// SQLite: one writer at a time, from the first statement on.
fn alone() -> TransactionOptions {
    TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    }
}

/// A migration may take, and be waited for, longer than a request. The lock's number is "benchdes".
const POSTGRES_ALONE: &str = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; \
     SELECT pg_advisory_xact_lock(7090194561596941683)";
