use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "repair_intake")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub repair_id: Uuid,
    pub serial: Option<String>,
    pub serial_matches: Option<bool>,
    pub condition: String,
    pub accessories: String,
    pub confirmed_reason: Option<String>,
    pub confirmed_by: Option<Uuid>,
    pub confirmed_at: Option<DateTimeUtc>,
    pub returned: Option<String>,
    pub returned_by: Option<Uuid>,
    pub returned_at: Option<DateTimeUtc>,
    pub done_by: Option<Uuid>,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
