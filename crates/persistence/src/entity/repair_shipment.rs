use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "repair_shipment")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub repair_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i32,
    pub direction: String,
    pub carrier: Option<String>,
    pub tracking_number: Option<String>,
    pub is_abroad: bool,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
