use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "repair_work")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub repair_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i32,
    pub kind: String,
    pub text: String,
    pub minutes: Option<i32>,
    pub expected_on: Option<Date>,
    pub quantity: Option<i32>,
    pub part_number: Option<String>,
    pub serial_in: Option<String>,
    pub serial_out: Option<String>,
    pub done_by: Option<Uuid>,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
