use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "repair_quote")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub repair_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    pub currency: String,
    pub is_maximum: bool,
    pub days_needed: i32,
    pub decline_fee_minor: i64,
    pub valid_until: DateTimeUtc,
    pub content_hash: String,
    pub status: String,
    pub issued_by: Option<Uuid>,
    pub issued_at: DateTimeUtc,
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<DateTimeUtc>,
    pub proof_channel: Option<String>,
    pub proof_said_by: Option<String>,
    pub proof_said_at: Option<DateTimeUtc>,
    pub proof_message_id: Option<Uuid>,
    pub final_by: Option<Uuid>,
    pub final_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
