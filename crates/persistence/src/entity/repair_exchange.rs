use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "repair_exchange")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub repair_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i32,
    pub old_serial: Option<String>,
    pub new_serial: String,
    pub decided_by: Option<Uuid>,
    pub at: DateTimeUtc,
    pub swapped_at: Option<DateTimeUtc>,
    pub unit_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
