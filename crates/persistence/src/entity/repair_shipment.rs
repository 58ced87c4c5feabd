use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "repair_shipment")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub repair_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i32,
    pub id: Uuid,
    pub direction: String,
    pub carrier: Option<String>,
    pub service: Option<String>,
    pub tracking_number: Option<String>,
    pub is_abroad: bool,
    pub insured_minor: Option<i64>,
    pub insured_currency: Option<String>,
    pub state: String,
    pub state_at: Option<DateTimeUtc>,
    pub created_by: Option<Uuid>,
    pub at: DateTimeUtc,
    pub left_at: Option<DateTimeUtc>,
    pub cancelled_at: Option<DateTimeUtc>,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
