use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "repair_shipment_event")]
pub(crate) struct Model {
    pub repair_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub shipment_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_key: String,
    pub state: Option<String>,
    pub code: Option<String>,
    pub at: DateTimeUtc,
    pub reported_by: Option<Uuid>,
    pub received_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
