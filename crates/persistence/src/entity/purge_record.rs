use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "purge_record")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub repair_id: Uuid,
    pub address_version: i64,
    pub rule: String,
    pub last_epoch: i64,
    pub purged_at: DateTimeUtc,
    pub ledger_seq: Option<i64>,
    pub destroyed_at: Option<DateTimeUtc>,
    pub copies: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
