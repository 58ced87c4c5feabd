use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "disclosure")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Option<Uuid>,
    pub repair_id: Option<Uuid>,
    pub shipment_id: Option<Uuid>,
    /// All that is known of rows from before there were `kinds`; the first of those since.
    pub kind: String,
    pub recipient: Option<String>,
    pub basis: String,
    pub actor_id: Option<Uuid>,
    pub at: DateTimeUtc,
    pub recipient_kind: Option<String>,
    pub kinds: Option<String>,
    pub purpose: Option<String>,
    pub recorded_at: Option<DateTimeUtc>,
    pub ticket_id: Option<Uuid>,
    pub corrects_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
