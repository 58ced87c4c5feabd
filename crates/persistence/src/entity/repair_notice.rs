use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "repair_notice")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub repair_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i32,
    pub way: String,
    pub proof: Option<String>,
    pub given_by: Option<Uuid>,
    pub at: DateTimeUtc,
    pub mail_id: Option<Uuid>,
    pub handed_over_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
