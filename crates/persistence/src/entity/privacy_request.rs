use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "privacy_request")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub account_id: Option<Uuid>,
    pub repairs: String,
    pub state: String,
    pub requested_at: DateTimeUtc,
    pub due_at: DateTimeUtc,
    pub ended_at: Option<DateTimeUtc>,
    pub erased_tickets: i64,
    pub erased_messages: i64,
    pub erased_files: i64,
    pub erased_devices: i64,
    pub erased_repairs: i64,
    pub kept_quotes: i64,
    pub ledger_seq: Option<i64>,
    pub version: i64,
    pub told_at: Option<DateTimeUtc>,
    pub telling_until: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
